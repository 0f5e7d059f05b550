#include "sanku/ledger/encoding.hpp"

#include "support.hpp"

namespace sanku::ledger::testing {
namespace {

[[nodiscard]] std::string decoded(const std::string& path, Encoding encoding) {
    TextReader reader(path, encoding);
    std::string text;
    while (reader.read(text)) {
    }
    EXPECT_EQ(reader.bytes_read(), reader.bytes_total());
    return text;
}

const std::string sample = "项目名称,总投资(万元)\r\n大冶湖高新区,3200\r\n";

struct Case {
    const char* what;
    std::string bytes;
    Encoding encoding;
};

TEST(Encoding, IsFoundAndDecodedToTheSameText) {
    const TempDir dir;
    const Case cases[] = {
        {"plain", sample, Encoding::utf8},
        {"mark", "\xEF\xBB\xBF" + sample, Encoding::utf8_mark},
        {"gb", encoded(sample, "GB18030"), Encoding::gb18030},
        {"le mark", "\xFF\xFE" + encoded(sample, "UTF-16LE"), Encoding::utf16le},
        {"be mark", "\xFE\xFF" + encoded(sample, "UTF-16BE"), Encoding::utf16be},
        {"le", encoded(sample, "UTF-16LE"), Encoding::utf16le},
        {"be", encoded(sample, "UTF-16BE"), Encoding::utf16be},
    };
    for (const Case& c : cases) {
        const std::string path = dir.write("file", c.bytes);
        EXPECT_EQ(detect_encoding(path), c.encoding) << c.what;
        EXPECT_EQ(decoded(path, c.encoding), sample) << c.what;
    }
}

TEST(Encoding, OfAnEmptyFileIsUtf8) {
    const TempDir dir;
    const std::string path = dir.write("empty", "");
    EXPECT_EQ(detect_encoding(path), Encoding::utf8);
    EXPECT_EQ(decoded(path, Encoding::utf8), "");
}

TEST(Encoding, StaysUtf8WhenOneByteOfManyIsDamaged) {
    const TempDir dir;
    const std::string path = dir.write("file", sample + "\xFF" + sample);
    EXPECT_EQ(detect_encoding(path), Encoding::utf8);
    EXPECT_EQ(decoded(path, Encoding::utf8), sample + "\uFFFD" + sample);
}

TEST(TextReader, DecodesCharactersThatPiecesCutInTwo) {
    const TempDir dir;
    std::string text = "x";
    for (int i = 0; i < 200'000; ++i) text += i % 7 == 0 ? "𠀀" : "库";
    for (const char* encoding : {"UTF-8", "GB18030", "UTF-16LE"}) {
        const std::string path = dir.write("file", encoded(text, encoding));
        const Encoding found = std::string_view(encoding) == "UTF-8" ? Encoding::utf8
                               : encoding[0] == 'G'                  ? Encoding::gb18030
                                                                     : Encoding::utf16le;
        EXPECT_TRUE(decoded(path, found) == text) << encoding;
    }
}

TEST(TextReader, PutsTheReplacementForBytesThatAreNoText) {
    const TempDir dir;
    EXPECT_EQ(decoded(dir.write("a", std::string("a\xB0,b")), Encoding::gb18030), "a\uFFFD,b");
    EXPECT_EQ(decoded(dir.write("b", std::string("a\xE5\xBA")), Encoding::utf8), "a\uFFFD\uFFFD");
    EXPECT_EQ(decoded(dir.write("c", std::string("a\0b", 3)), Encoding::utf16le), "a\uFFFD");
}

TEST(TextReader, RefusesWhatIsNoRegularFile) {
    const TempDir dir;
    for (const std::string& path : {dir.path("absent"), dir.path("")}) {
        try {
            (void)detect_encoding(path);
            ADD_FAILURE() << path;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::io);
        }
    }
}

}  // namespace
}  // namespace sanku::ledger::testing
