package app

import "testing"

// The process that draws the page dies: the window says so, once however often it was.
func TestADeadPageIsTold(t *testing.T) {
	h := openHost(t, Options{Data: t.TempDir(), Version: "test"})
	for range viewDeaths {
		h.viewDied()
	}
	n := 0
	for _, problem := range must[[]Problem](t, "problems")((&Team{h}).Problems()) {
		if problem.Code == problemView {
			n++
		}
	}
	if n != 1 || len(h.deaths) != viewDeaths {
		t.Errorf("%d problems after %d deaths", n, len(h.deaths))
	}
}
