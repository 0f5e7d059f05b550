#include <gtest/gtest.h>

#include "allocations.hpp"

int main(int argc, char** argv) {
    sanku::testing::watch_allocations();
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
