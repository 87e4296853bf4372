package embed_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"sync"
	"testing"

	"motirbot/embed"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const passage = "Korea's battery makers asked the European Union to delay its carbon border tax; exports rose 4.3% to USD 640.2 billion. 한국 배터리 수출이 늘었다."

func local(t testing.TB, texts ...string) [][]float32 {
	t.Helper()
	vectors, err := embed.NewLocal().Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	return vectors
}

// The vectors are a contract with every store: when this hash changes,
// localModel must be bumped. Four digits are hashed, so that a processor that
// rounds otherwise in the last one does not matter.
func TestLocalGolden(t *testing.T) {
	const want = "dac961b27a3b03e3"
	h := sha256.New()
	for _, x := range local(t, passage)[0] {
		_ = binary.Write(h, binary.LittleEndian, int32(math.Round(float64(x)*1e4)))
	}
	if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
		t.Errorf("hash %s, want %s: if the change is meant, bump localModel", got, want)
	}
}

func TestLocalContract(t *testing.T) {
	l := embed.NewLocal()
	if l.Model() != "local-v2" || l.Dim() != 256 {
		t.Errorf("model %s of %d dimensions", l.Model(), l.Dim())
	}
	for _, v := range local(t, passage, "", "???", "the of and", strings.Repeat("long words ", 5000)) {
		checkUnit(t, v)
	}
	if got := local(t); len(got) != 0 {
		t.Errorf("%d vectors for no text", len(got))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Embed(ctx, []string{passage}); err == nil {
		t.Error("embedded after cancel")
	}
}

// Texts without a feature share one vector, near to nothing else.
func TestLocalWithoutFeatures(t *testing.T) {
	v := local(t, "???", "what is it", passage)
	if c := cosine(v[0], v[1]); c < 0.999 {
		t.Errorf("two texts without features: cosine %v", c)
	}
	if c := cosine(v[0], v[2]); math.Abs(c) > 0.2 {
		t.Errorf("no feature against a passage: cosine %v", c)
	}
}

func TestLocalNearness(t *testing.T) {
	for name, tc := range map[string]struct{ text, near, far string }{
		"plural":        {"battery", "batteries", "bakery"},
		"verb form":     {"negotiate an agreement", "agreements negotiated", "visit a shipyard"},
		"typo":          {"semiconductor", "semicondutcor", "seminar"},
		"letter lost":   {"petrochemical restructuring", "petrochemcal restructring", "optical fiber duties"},
		"case":          {"Critical Minerals", "critical minerals", "Critical Infrastructure"},
		"diacritics":    {"Maroš Šefčovič", "Maros Sefcovic", "Denis Redonnet"},
		"hyphen":        {"K-beauty", "kbeauty", "K-food"},
		"points":        {"U.S. tariffs", "US tariffs", "UK tariffs"},
		"grouping":      {"1,689 items", "1689 items", "1,690 items"},
		"stop words":    {"the exports of the year", "exports year", "what was that"},
		"particle":      {"한국은 반도체를", "한국 반도체", "일본 자동차"},
		"compound":      {"배터리산업 지원", "배터리 지원", "조선 지원"},
		"Korean and EU": {"EU와 협상", "EU 협상", "UN과 협상"},
	} {
		t.Run(name, func(t *testing.T) {
			v := local(t, tc.text, tc.near, tc.far)
			near, far := cosine(v[0], v[1]), cosine(v[0], v[2])
			t.Logf("%.2f against %.2f", near, far)
			if near <= far+0.05 {
				t.Errorf("%q is no nearer to %q (%.2f) than to %q (%.2f)", tc.text, tc.near, near, tc.far, far)
			}
		})
	}
}

func TestLocalConcurrently(t *testing.T) {
	l := embed.NewLocal()
	want := local(t, passage)[0]
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := l.Embed(t.Context(), []string{passage})
				if err != nil || !equal(got[0], want) {
					t.Errorf("differs between calls (%v)", err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzLocal(f *testing.F) {
	for _, seed := range []string{passage, "", "\x00", "\xff\xfe", "a-b-c 1.2.3 ㄱㄴ", "İß ﬁ ½ %"} {
		f.Add(seed)
	}
	l := embed.NewLocal()
	f.Fuzz(func(t *testing.T, text string) {
		vectors, err := l.Embed(t.Context(), []string{text, text})
		if err != nil {
			t.Fatal(err)
		}
		checkUnit(t, vectors[0])
		if !equal(vectors[0], vectors[1]) {
			t.Fatalf("%q gives two vectors", text)
		}
	})
}

func BenchmarkLocal(b *testing.B) {
	text := strings.Repeat(passage+" ", 6) // about 120 words, a chunk
	l := embed.NewLocal()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Embed(b.Context(), []string{text}); err != nil {
			b.Fatal(err)
		}
	}
}

func checkUnit(t testing.TB, v []float32) {
	t.Helper()
	if c := cosine(v, v); math.IsNaN(c) || math.Abs(c-1) > 1e-5 {
		t.Fatalf("length %v, want 1", math.Sqrt(c))
	}
}

func cosine(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func equal(a, b []float32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}
