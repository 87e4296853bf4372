package dates_test

import (
	"strings"
	"testing"

	"motirbot/internal/dates"
)

func BenchmarkRead(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"English", strings.Repeat("On Monday, June 15, the ministry said that exports in the first 20 days of May rose 5.2 percent to 640.2 billion dollars. ", 100)},
		{"Korean", strings.Repeat("산업부는 지난 17일 서울에서 간담회를 열고 올해 1~7월 수출이 5.2% 늘어난 640억 달러라고 밝혔다. ", 100)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				dates.Read(c.text, friday)
			}
		})
	}
}
