package bot_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"motirbot/internal/discordtest"
)

func TestMain(m *testing.M) {
	runChild()
	flag.Parse()
	if !isSet("test.parallel") {
		// Tests wait for sockets more than they compute.
		_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	}
	goleak.VerifyTestMain(counted{m})
}

func isSet(name string) bool {
	set := false
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// counted prints, with -v, what all tests together sent to Discord.
type counted struct{ *testing.M }

// Run implements goleak.TestingM. It gives what discordgo does in the end, in the
// background, the second that it takes.
func (c counted) Run() int {
	code := c.M.Run()
	for range 10 {
		if goleak.Find() == nil {
			break
		}
	}
	if testing.Verbose() {
		tally.print()
	}
	return code
}

var tally = &requests{routes: map[string]int{}}

type requests struct {
	mu         sync.Mutex
	all        int
	described  int // validated against Discord's own description
	violations int
	routes     map[string]int
}

// add counts what was sent to a server, at the end of its test. Tests that
// lose answers on purpose make the bot repeat itself, which Discord calls a
// violation.
func (r *requests) add(srv *discordtest.Server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for route, n := range srv.Routes() {
		r.all += n
		r.routes[route] += n
		if srv.DescribedByDiscord() {
			r.described += n
		}
	}
	r.violations += len(srv.Violations())
}

func (r *requests) print() {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(os.Stderr, "requests to Discord: %d, of them validated against its description: %d, routes: %d; violations: %d, all in tests that provoke them\n",
		r.all, r.described, len(r.routes), r.violations)
	var routes []string
	for route := range r.routes {
		routes = append(routes, route)
	}
	slices.Sort(routes)
	for _, route := range routes {
		fmt.Fprintf(os.Stderr, "%6d %s\n", r.routes[route], route)
	}
}
