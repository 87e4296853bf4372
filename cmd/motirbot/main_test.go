package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"motirbot": main})
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("HOME", home)
			env.Setenv("LocalAppData", home)
			return os.Mkdir(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exitsCommand,
			"repeat":  repeatCommand,
			"private": privateCommand,
		},
	})
}

// exitsCommand is "exits N command…": the command must end with status N.
func exitsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits N command [args...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	if got := exitCodeOf(err); got != args[0] {
		ts.Fatalf("status %s, want %s", got, args[0])
	}
}

// repeatCommand is "repeat N text file": text N times on one line.
func repeatCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: repeat N text file")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), repeated(ts, args[0], args[1]), 0o600))
}

// privateCommand is "private file": nobody but its owner may touch it.
func privateCommand(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if open := info.Mode().Perm()&0o077 != 0; open != neg {
		ts.Fatalf("mode of %s is %o", args[0], info.Mode().Perm())
	}
}
