package words_test

import (
	"strings"
	"testing"

	"motirbot/internal/words"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"MOTIR": "motir", "ŠEFČOVIČ": "sefcovic", "Havlíček": "havlicek", "Łódź": "lodz",
		"Ｋｏｒｅａ": "korea", "ﬁber": "fiber", "반도체": "반도체", "İ": "i", "’": "'",
	} {
		if got := words.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStem(t *testing.T) {
	for in, want := range map[string]string{
		"batteries": "batteri", "battery": "batteri", "negotiations": "negoti", "negotiating": "negoti",
		"640.2": "640.2", "g7": "g7", "us": "us", "반도체는": "반도체", "한국과": "한국", "회의": "회의", "일본에서는": "일본",
	} {
		if got := words.Stem(in); got != want {
			t.Errorf("Stem(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIsStop(t *testing.T) {
	for in, want := range map[string]bool{"the": true, "what": true, "whats": true, "us": false, "may": false, "korea": false, "": false} {
		if got := words.IsStop(in); got != want {
			t.Errorf("IsStop(%q) = %v, want %v", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Šefčovič", "ŉ ẞ ǆ İ ﬃ", "한국", "\xff", "ϓ́", "ʑ" + strings.Repeat("\xf0", 25) + "ϓ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := words.Fold(s)
		if twice := words.Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}

func BenchmarkStem(b *testing.B) {
	for b.Loop() {
		words.Stem("negotiations")
	}
}
