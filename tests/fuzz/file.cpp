#include "tests/fuzz/file.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace spikelight::fuzz {
namespace {

namespace fs = std::filesystem;

struct Folder {
    fs::path path;
    Folder() {
        // Memory is faster than a disk.
        const fs::path root = fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path();
        std::string name = (root / "spikelight-fuzz-XXXXXX").string();
        if (!mkdtemp(name.data())) fail("no temporary directory");
        path = name;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

}  // namespace

const fs::path& directory() {
    static const Folder folder;
    return folder.path;
}

fs::path put(const fs::path& name, std::string_view bytes) {
    const fs::path path = directory() / name;
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) fail("cannot write a temporary file");
    return path;
}

void fail(const char* what) {
    std::fprintf(stderr, "this must hold and does not: %s\n", what);
    std::abort();
}

}  // namespace spikelight::fuzz
