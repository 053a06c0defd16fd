#include "render/memory.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace spikelight {

void keep_freed_memory() {
#ifdef __GLIBC__
    constexpr int largest_kept = 48 << 20;  // bytes; an arena of a thread holds 64 MiB
    mallopt(M_MMAP_THRESHOLD, largest_kept);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
#endif
}

}  // namespace spikelight
