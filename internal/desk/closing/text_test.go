package closing

import "testing"

// A status label may begin with any letter.
func TestLower(t *testing.T) {
	for in, want := range map[string]string{"Resolved “Über uns”": "resolved “Über uns”", "Übergeben “x”": "übergeben “x”", "完了 “x”": "完了 “x”"} {
		if got := lower(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
