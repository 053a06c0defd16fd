"""A controller for Spikelight in Python: copy this file beside yours. It needs nothing but Python 3.

    from spikelight_controller import run

    class Proportional:
        def __init__(self, hello):         # what there is: hello["populations"], hello["light"], ...
            self.size = hello["populations"][0]["size"]

        def decide(self, sample):          # at every sample from t = 0; sample["active"] says whether it counts
            rate = sample["spikes"]["exc"] / (self.size * sample["elapsed_s"])
            return max(0, 0.2 * (20 - rate))      # mW/mm^2, for all sources; a list has one for each

    run(Proportional)

`decide` may also return {"irradiance_W_per_m2": ...}, which reaches the light unchanged to the last bit. A class with
`save()`, which returns anything that JSON can hold, and `restore(saved)` lets an interrupted run be resumed. The lines
exchanged are described in engine/control/external.h.
"""
import json
import sys


def run(make_controller):
    """Answers Spikelight until it closes our input. `make_controller` is called once, with the hello."""
    output = sys.stdout
    # What a controller prints must not be taken for an answer.
    sys.stdout = sys.stderr

    def answer(message):
        output.write(json.dumps(message) + "\n")
        output.flush()

    controller = None
    for line in sys.stdin:
        message = json.loads(line)
        if "hello" in message:
            controller = make_controller(message["hello"])
            answer({"ready": True, "saves": hasattr(controller, "save")})
        elif "save" in message:
            answer({"state": controller.save()})
        elif "restore" in message:
            controller.restore(message["restore"])
            answer({"ready": True})
        else:
            decided = controller.decide(message)
            answer(decided if isinstance(decided, dict) else {"irradiance": decided})
