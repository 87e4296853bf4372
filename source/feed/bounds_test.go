package feed_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"motirbot/source/feed"
)

// What is as large as may be read, and made to cost, allocates no more than some
// times its size in all. Quadratic growth would not stay within that.
func TestWorstInputs(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes its time")
	}
	const size = 7 << 20
	fill := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	numbered := func(format string) string {
		var b strings.Builder
		for n := 0; b.Len() < size; n++ {
			fmt.Fprintf(&b, format, n)
		}
		return b.String()
	}
	good := plain("Good", "<guid>good</guid>"+stamped+"<description><![CDATA["+longText+"]]></description>")
	for name, body := range map[string]string{
		"empty items":              fill("<item/>"),
		"items nobody closes":      fill("<item>"),
		"dated items":              numbered("<item><pubDate>%d</pubDate></item>"),
		"elements around":          fill("<x>"),
		"an item of elements":      "<item>" + fill("<a>"),
		"an item of escaped ones":  "<item><title>A</title><description>" + fill("&lt;a&gt;") + "</description></item>",
		"an item of attributes":    "<item " + numbered("a%d='' ") + "></item>",
		"a title without an end":   "<item><title>" + fill("title ") + "</title></item>",
		"comments":                 fill("<!---->"),
		"half an item, many times": fill("<item><title>"),
	} {
		t.Run("feed: "+name, func(t *testing.T) {
			o := newOffice(t, "")
			at := addressOf(t, o.URL+"/feed")
			spent := allocated(func() {
				got, problems, err := o.feed.Read(context.Background(), []byte(item(good+body)), at)
				if err != nil || len(got) != 1 && name != "half an item, many times" || got[0].Title != "Good" || len(problems) > 31 {
					t.Errorf("%d releases, %d problems, error %v", len(got), len(problems), err)
				}
			})
			if spent > 350<<20 {
				t.Errorf("%d MB were allocated", spent>>20)
			}
		})
	}
	for name, body := range map[string]string{
		"links":           fill("<a>"),
		"bold":            numbered("<b id=%d>"),
		"tables":          fill("<table><tr><td>"),
		"bodies":          numbered("<body a%d=1>"),
		"attributes":      "<p " + numbered("a%d=1 ") + ">",
		"headings around": strings.Repeat("<h1><div>", 200) + fill("text "),
		"text":            "<p>" + fill("text "),
		"comments":        fill("<!---->"),
	} {
		t.Run("page: "+name, func(t *testing.T) {
			if spent := allocated(func() { _, _ = feed.MainText([]byte(body), "https://a.example/1") }); spent > 350<<20 {
				t.Errorf("%d MB were allocated", spent>>20)
			}
		})
	}
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
