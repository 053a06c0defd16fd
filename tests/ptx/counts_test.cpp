// What is counted of a kernel, against how the "CUDA C++ Programming Guide" says that memory is served: global memory by sectors
// of 32 bytes, shared memory by 32 banks of 4 bytes.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/ptx/grid.h"
#include "tests/ptx/memory.h"
#include "tests/ptx/module.h"

namespace spikelight::ptx {
namespace {

/// What the instruction with this opcode took in a warp whose lane i has the address i * stride.
InstructionCount count_of(const std::string& opcode, const std::string& instruction,
                          unsigned stride) {
    Module module(
        ".version 8.0\n.target sm_90\n.address_size 64\n"
        ".visible .entry k(.param .u64 k_0)\n{\n.shared .align 16 .b8 near[8192];\n"
        ".reg .b32 %r<9>; .reg .b64 %rd<9>; .reg .pred %p<3>;\n"
        "mov.u32 %r1, %tid.x; mul.lo.u32 %r2, %r1, " +
        std::to_string(stride) +
        "; cvt.u64.u32 %rd1, %r2; ld.param.u64 %rd2, [k_0]; add.u64 %rd3, %rd2, %rd1;\n"
        "mov.u32 %r3, near; add.u32 %r4, %r3, %r2; setp.lt.u32 %p1, %r1, 8;\n" +
        instruction + "\nret;\n}\n");
    void* memory = allocate(8192, Kind::device);
    Launch launch;
    launch.program = module.kernel("k");
    launch.arguments.resize(launch.program->parameter_bytes);
    std::memcpy(launch.arguments.data(), &memory, sizeof memory);
    LaunchCounts counts(*launch.program);
    launch.counts = &counts;
    run(launch, 1);
    release(memory, Kind::device);
    for (std::size_t i = 0; i < launch.program->code.size(); ++i)
        if (launch.program->texts[launch.program->code[i].statement].find(opcode) !=
            std::string::npos)
            return counts.of_instructions()[i];
    return {};
}

TEST(Counts, of_global_memory_are_sectors_of_32_bytes) {
    const std::string load = "ld.global.u32 %r5, [%rd3];";
    EXPECT_EQ(count_of("ld.global", load, 4).parts, 4u);
    EXPECT_EQ(count_of("ld.global", load, 8).parts, 8u);
    EXPECT_EQ(count_of("ld.global", load, 64).parts, 32u);
    EXPECT_EQ(count_of("ld.global", load, 0).parts, 1u);
    EXPECT_EQ(count_of("ld.global", "ld.global.v2.u32 {%r5,%r6}, [%rd3];", 16).parts, 16u);
    EXPECT_EQ(count_of("ld.u32", "ld.u32 %r5, [%rd3];", 4).parts, 4u);
    EXPECT_EQ(count_of("st.global", "st.global.u32 [%rd3], %r1;", 32).parts, 32u);
    EXPECT_EQ(count_of("red.global", "red.global.add.u32 [%rd3], %r1;", 4).parts, 4u);
}

TEST(Counts, of_shared_memory_are_turns_of_its_banks) {
    const std::string load = "ld.shared.u32 %r5, [%r4];";
    EXPECT_EQ(count_of("ld.shared", load, 4).parts, 1u);
    EXPECT_EQ(count_of("ld.shared", load, 8).parts, 2u);
    EXPECT_EQ(count_of("ld.shared", load, 128).parts, 32u);
    // The same word is read for all, but changed by one after another.
    EXPECT_EQ(count_of("ld.shared", load, 0).parts, 1u);
    EXPECT_EQ(count_of("red.shared", "red.shared.add.u32 [%r4], 1;", 4).parts, 1u);
    EXPECT_EQ(count_of("red.shared", "red.shared.add.u32 [%r4], 1;", 0).parts, 32u);
}

TEST(Counts, are_of_warps_and_of_the_lanes_that_take_part) {
    InstructionCount all = count_of("setp", "", 4);
    EXPECT_EQ(all.warps, 1u);
    EXPECT_EQ(all.lanes, 32u);
    EXPECT_EQ(all.parts, 0u);
    InstructionCount few = count_of("ld.global", "@%p1 ld.global.u32 %r5, [%rd3];", 4);
    EXPECT_EQ(few.warps, 1u);
    EXPECT_EQ(few.lanes, 8u);
    EXPECT_EQ(few.parts, 1u);
}

TEST(Counts, have_the_lines_of_the_source_where_the_text_tells_them) {
    Module module(
        ".version 8.0\n.target sm_90\n.address_size 64\n.entry k()\n{\n.reg .b32 %r<9>;\n"
        "mov.u32 %r1, 1;\n.loc\t2 31 5\nmov.u32 %r2, 2;\nmov.u32 %r3, 3;\n"
        ".loc 1 7 1, function_name $L__info_string0, inlined_at 2 31 5\nret;\n}\n"
        "\t.file\t1 \"/a/folder/first.h\"\n\t.file\t2 \"/a/second.cu\"\n"
        "\t.section\t.debug_str\n\t{\n$L__info_string0:\n.b8 95\n.b8 0\n\t}\n");
    EXPECT_EQ(module.kernel("k")->lines,
              (std::vector<std::string>{"", "second.cu:31", "second.cu:31", "first.h:7"}));
}

}  // namespace
}  // namespace spikelight::ptx
