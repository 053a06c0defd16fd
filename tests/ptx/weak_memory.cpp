#include "tests/ptx/weak_memory.h"

#include <algorithm>
#include <cstring>

namespace spikelight::ptx {
namespace {

/// The line as it is in memory. Others may write to it; a word is read whole.
std::array<std::byte, 16> copied(const std::byte* line) {
    std::array<std::byte, 16> bytes;
    for (unsigned half = 0; half < 2; ++half) {
        std::uint64_t word =
            __atomic_load_n(reinterpret_cast<const std::uint64_t*>(line) + half, __ATOMIC_ACQUIRE);
        std::memcpy(bytes.data() + 8 * half, &word, sizeof word);
    }
    return bytes;
}

}  // namespace

void WeakMemory::let_out(std::byte* line, const Waiting& waiting) {
    // As large pieces as were written: nobody sees half a word.
    for (unsigned at = 0; at < line_bytes;) {
        auto all_written = [&](unsigned bytes) {
            std::uint32_t mask = (std::uint32_t(1) << bytes) - 1;
            return at % bytes == 0 && (waiting.written >> at & mask) == mask;
        };
        const std::byte* from = waiting.bytes.data() + at;
        auto piece = [&]<class T>(T value) {
            std::memcpy(&value, from, sizeof value);
            __atomic_store_n(reinterpret_cast<T*>(line + at), value, __ATOMIC_RELEASE);
            at += sizeof value;
        };
        if (all_written(8))
            piece(std::uint64_t{});
        else if (all_written(4))
            piece(std::uint32_t{});
        else if (all_written(2))
            piece(std::uint16_t{});
        else if (all_written(1))
            piece(std::uint8_t{});
        else
            ++at;
    }
}

void WeakMemory::read(const std::byte* from, void* value, unsigned bytes, bool strong) {
    std::byte* line = line_of(from);
    auto at = from - line;
    // Now and then the cache has made room for something else.
    if (strong || dice_.roll(8) == 0) known_.erase(line);
    auto [known, is_new] = known_.try_emplace(line);
    if (is_new) {
        known->second.bytes = copied(line);
        // What the block itself wrote it sees, even where it has not come out.
        if (auto own = waiting_.find(line); own != waiting_.end())
            for (unsigned i = 0; i < line_bytes; ++i)
                if (own->second.written >> i & 1) known->second.bytes[i] = own->second.bytes[i];
    }
    std::memcpy(value, known->second.bytes.data() + at, bytes);
    if (strong) known_.erase(known);
}

void WeakMemory::write(std::byte* to, const void* value, unsigned bytes, bool is_pinned) {
    std::byte* line = line_of(to);
    auto at = to - line;
    Waiting& waiting = waiting_[line];
    std::memcpy(waiting.bytes.data() + at, value, bytes);
    waiting.written |= ((std::uint32_t(1) << bytes) - 1) << at;
    waiting.is_pinned = is_pinned;
    // What the block reads again it reads as written.
    if (auto known = known_.find(line); known != known_.end())
        std::memcpy(known->second.bytes.data() + at, value, bytes);
}

void WeakMemory::settle(const std::byte* element) {
    std::byte* line = line_of(element);
    if (auto own = waiting_.find(line); own != waiting_.end()) {
        let_out(line, own->second);
        waiting_.erase(own);
    }
    known_.erase(line);
}

void WeakMemory::release(Scope scope) {
    if (scope == Scope::block) return;
    std::erase_if(waiting_, [&](const auto& one) {
        if (one.second.is_pinned && scope != Scope::system) return false;
        let_out(one.first, one.second);
        return true;
    });
}

void WeakMemory::acquire(Scope scope) {
    // To clear a map that is empty would still take time for all it ever held; who waits asks again and again.
    if (scope != Scope::block && !known_.empty()) known_.clear();
}

bool WeakMemory::pass_time() {
    std::erase_if(waiting_, [&](const auto& one) {
        if (dice_.roll(4) != 0) return false;
        let_out(one.first, one.second);
        return true;
    });
    return !waiting_.empty();
}

}  // namespace spikelight::ptx
