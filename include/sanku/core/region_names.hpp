#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

#include "sanku/core/region_code.hpp"

namespace sanku {

namespace detail {

struct RegionName {
    std::uint32_t code;  // six digits
    std::string_view name;
};

/// The names of Hubei's province, cities and counties (GB/T 2260, 2023), sorted by code. Townships
/// and other provinces bring their names with the ledger ("420281107 陈贵镇").
// clang-format off
inline constexpr RegionName region_names[] = {
    {420000, "湖北省"}, {420100, "武汉市"}, {420102, "江岸区"}, {420103, "江汉区"},
    {420104, "硚口区"}, {420105, "汉阳区"}, {420106, "武昌区"}, {420107, "青山区"},
    {420111, "洪山区"}, {420112, "东西湖区"}, {420113, "汉南区"}, {420114, "蔡甸区"},
    {420115, "江夏区"}, {420116, "黄陂区"}, {420117, "新洲区"}, {420200, "黄石市"},
    {420202, "黄石港区"}, {420203, "西塞山区"}, {420204, "下陆区"}, {420205, "铁山区"},
    {420222, "阳新县"}, {420281, "大冶市"}, {420300, "十堰市"}, {420302, "茅箭区"},
    {420303, "张湾区"}, {420304, "郧阳区"}, {420322, "郧西县"}, {420323, "竹山县"},
    {420324, "竹溪县"}, {420325, "房县"}, {420381, "丹江口市"}, {420500, "宜昌市"},
    {420502, "西陵区"}, {420503, "伍家岗区"}, {420504, "点军区"}, {420505, "猇亭区"},
    {420506, "夷陵区"}, {420525, "远安县"}, {420526, "兴山县"}, {420527, "秭归县"},
    {420528, "长阳土家族自治县"}, {420529, "五峰土家族自治县"}, {420581, "宜都市"},
    {420582, "当阳市"}, {420583, "枝江市"}, {420600, "襄阳市"}, {420602, "襄城区"},
    {420606, "樊城区"}, {420607, "襄州区"}, {420624, "南漳县"}, {420625, "谷城县"},
    {420626, "保康县"}, {420682, "老河口市"}, {420683, "枣阳市"}, {420684, "宜城市"},
    {420700, "鄂州市"}, {420702, "梁子湖区"}, {420703, "华容区"}, {420704, "鄂城区"},
    {420800, "荆门市"}, {420802, "东宝区"}, {420804, "掇刀区"}, {420822, "沙洋县"},
    {420881, "钟祥市"}, {420882, "京山市"}, {420900, "孝感市"}, {420902, "孝南区"},
    {420921, "孝昌县"}, {420922, "大悟县"}, {420923, "云梦县"}, {420981, "应城市"},
    {420982, "安陆市"}, {420984, "汉川市"}, {421000, "荆州市"}, {421002, "沙市区"},
    {421003, "荆州区"}, {421022, "公安县"}, {421024, "江陵县"}, {421071, "荆州经济技术开发区"},
    {421081, "石首市"}, {421083, "洪湖市"}, {421087, "松滋市"}, {421088, "监利市"},
    {421100, "黄冈市"}, {421102, "黄州区"}, {421121, "团风县"}, {421122, "红安县"},
    {421123, "罗田县"}, {421124, "英山县"}, {421125, "浠水县"}, {421126, "蕲春县"},
    {421127, "黄梅县"}, {421171, "龙感湖管理区"}, {421181, "麻城市"}, {421182, "武穴市"},
    {421200, "咸宁市"}, {421202, "咸安区"}, {421221, "嘉鱼县"}, {421222, "通城县"},
    {421223, "崇阳县"}, {421224, "通山县"}, {421281, "赤壁市"}, {421300, "随州市"},
    {421303, "曾都区"}, {421321, "随县"}, {421381, "广水市"}, {422800, "恩施土家族苗族自治州"},
    {422801, "恩施市"}, {422802, "利川市"}, {422822, "建始县"}, {422823, "巴东县"},
    {422825, "宣恩县"}, {422826, "咸丰县"}, {422827, "来凤县"}, {422828, "鹤峰县"},
    {429000, "省直辖县级行政区划"}, {429004, "仙桃市"}, {429005, "潜江市"}, {429006, "天门市"},
    {429021, "神农架林区"},
};
// clang-format on

}  // namespace detail

/// The shipped Chinese name of a province, city or county of Hubei; empty for any other region.
[[nodiscard]] constexpr std::string_view shipped_name(RegionCode region) noexcept {
    if (region.value() % 1000 != 0) return {};
    const std::uint32_t code = region.value() / 1000;
    const auto* const end = std::end(detail::region_names);
    const auto* const found = std::lower_bound(
        std::begin(detail::region_names), end, code,
        [](const detail::RegionName& entry, std::uint32_t value) { return entry.code < value; });
    return found != end && found->code == code ? found->name : std::string_view{};
}

/// The region of Hubei that bears exactly `name` (江夏区, 大冶市), if one and only one does.
[[nodiscard]] inline std::optional<RegionCode> region_named(std::string_view name) {
    std::optional<RegionCode> found;
    for (const auto& entry : detail::region_names) {
        if (entry.name != name) continue;
        if (found) return std::nullopt;
        found = RegionCode::from_number(entry.code);
    }
    return found;
}

}  // namespace sanku
