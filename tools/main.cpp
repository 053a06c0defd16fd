#include "render/memory.h"
#include "tools/command_line.h"

int main(int argc, char** argv) {
    spikelight::keep_freed_memory();
    return spikelight::run_command_line(argc, argv);
}
