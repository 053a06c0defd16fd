// Whether a program that is waited for still does anything.
#include "tools/idle_watch.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace spikelight {
namespace {

using std::chrono::milliseconds;

/// A process that does `what` until it is killed, or its parent is.
class Child {
  public:
    template <class What>
    explicit Child(What what) : pid_(fork()) {
        if (pid_ != 0) return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        what();
        _exit(0);
    }
    ~Child() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    pid_t pid() const { return pid_; }

  private:
    pid_t pid_;
};

void rest() {
    for (;;) pause();
}
void work() {
    for (std::atomic<unsigned> k = 0;; ++k) {
    }
}
/// As a shell that waits for what it has started.
void let_another_work() {
    const Child other(work);
    rest();
}

/// Whether a watch with a patience of half a second calls a process hanging within three.
bool hangs(const Child& child, bool waited_for = true) {
    IdleWatch watch(milliseconds(500));
    for (int look = 0; look < 30; ++look) {
        std::this_thread::sleep_for(milliseconds(100));
        if (watch.look(child.pid(), waited_for, milliseconds(100))) return true;
    }
    return false;
}

TEST(IdleWatch, CallsHangingWhatRestsAndIsWaitedFor) {
    const Child resting(rest);
    EXPECT_TRUE(hangs(resting));
    EXPECT_FALSE(hangs(resting, false)) << "nobody waits for it";
}

TEST(IdleWatch, SeesWorkOfAProcessAndOfWhatItHasStarted) {
    EXPECT_FALSE(hangs(Child(work)));
    EXPECT_FALSE(hangs(Child(let_another_work)));
}

TEST(IdleWatch, OutlivesProcessesThatEndWhileItLooks) {
    std::atomic<bool> enough = false;
    std::thread starter([&] {
        while (!enough) {
            const pid_t child = fork();
            if (child == 0) _exit(0);
            waitpid(child, nullptr, 0);
        }
    });
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (std::chrono::steady_clock::now() < end) EXPECT_NO_THROW(family_ticks(getpid()));
    enough = true;
    starter.join();
    EXPECT_GE(family_ticks(getpid()), 10u);
}

}  // namespace
}  // namespace spikelight
