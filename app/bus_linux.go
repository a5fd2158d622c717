package app

// onBus: a second start tells the first over the session bus.
const onBus = true
