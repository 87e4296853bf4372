package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"motirbot/internal/motirtest"
	"motirbot/release"
)

// Scripts with a press office of their own, which they command.
func TestSyncScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "sync"),
		Setup: func(env *testscript.Env) error {
			office := motirtest.Start(motirtest.Options{First: release.DateOf(time.Now()).AddDays(-12)})
			env.Defer(office.Close)
			office.Generate(24)
			env.Values[officeKey{}] = office
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("LocalAppData", filepath.Join(env.WorkDir, "home"))
			env.Setenv("MOTIRBOT_DB", filepath.Join(env.WorkDir, "motirbot.db"))
			env.Setenv("MOTIRBOT_SOURCE_URL", office.ListURL())
			env.Setenv("MOTIRBOT_ALLOW_PRIVATE", "1")
			env.Setenv("RSS", office.URL(motirtest.RSSPath))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exitsCommand,
			"office": officeCommand,
		},
	})
}

type officeKey struct{}

// officeCommand is "office publish N", "office edit NUMBER", "office withdraw
// NUMBER", "office fail NUMBER", "office heal NUMBER" or "office agents NAME".
func officeCommand(ts *testscript.TestScript, _ bool, args []string) {
	office := ts.Value(officeKey{}).(*motirtest.Site)
	switch number := args[1]; args[0] {
	case "publish":
		n, err := strconv.Atoi(number)
		ts.Check(err)
		office.Generate(n)
	case "edit":
		office.Edit(number, func(r *motirtest.Release) { r.Paragraphs[0] = "A zeppelin line to Jeju was opened." })
	case "withdraw":
		office.Withdraw(number)
	case "fail":
		office.Fail(office.ViewPath(number), motirtest.Fault{Kind: motirtest.LayoutChange})
	case "heal":
		office.Heal(office.ViewPath(number))
	case "agents":
		for _, r := range office.Requests() {
			if r.UserAgent != number {
				ts.Fatalf("asked as %q", r.UserAgent)
			}
		}
	default:
		ts.Fatalf("%s", fmt.Sprint("office cannot ", args))
	}
}
