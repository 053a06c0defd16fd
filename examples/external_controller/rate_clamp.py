"""The controller `pi` of ../rate_clamp.toml, operation by operation: the run has the same digest."""
from spikelight_controller import run


class RateClamp:
    target = 20.0          # Hz
    time_constant = 0.03   # s, of the filter
    gain = 200.0           # W/m^2 per Hz, that is 0.2 mW/mm^2 per Hz
    integral_time = 0.05   # s

    def __init__(self, hello):
        self.neurons = {each["name"]: each["size"] for each in hello["populations"]}["exc"]
        self.maximum = hello["light"]["maximum_mW_per_mm2"] * 1e3  # W/m^2
        self.rate = 0.0
        self.integral = 0.0

    def decide(self, sample):
        # Filter the rate from t = 0 on.
        period = sample["elapsed_s"]
        rate = sample["spikes"]["exc"] / (self.neurons * period)
        self.rate += (rate - self.rate) * (period / (period + self.time_constant))
        if not sample["active"]:
            return 0

        # Integrate, but for what would only wind up.
        error = self.target - self.rate
        integral = self.integral + error * period
        wanted = self.light(error, integral)
        push = self.gain * error
        if not (wanted > self.maximum and push > 0 or wanted < 0 and push < 0):
            self.integral = integral
        return {"irradiance_W_per_m2": self.light(error, self.integral)}

    def light(self, error, integral):
        return self.gain * (error + integral / self.integral_time)

    def save(self):
        return [self.rate, self.integral]

    def restore(self, saved):
        self.rate, self.integral = saved


run(RateClamp)
