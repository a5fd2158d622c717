package power

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"
)

// status is SYSTEM_POWER_STATUS (winbase.h).
type status struct {
	line, flag, percent, saver byte
	life, full                 uint32 // seconds
}

const (
	lineOffline    = 0   // ACLineStatus: on the battery
	percentUnknown = 255 // BatteryLifePercent
)

// system asks for the battery. Whether a line is metered Windows tells through COM alone, so it counts as free.
func system(context.Context) State {
	var s status
	ask := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetSystemPowerStatus")
	if ask.Find() != nil {
		return State{}
	}
	if ok, _, _ := ask.Call(uintptr(unsafe.Pointer(&s))); ok == 0 {
		return State{}
	}
	on := s.line == lineOffline
	return State{Battery: on, Low: on && s.percent != percentUnknown && s.percent < low}
}
