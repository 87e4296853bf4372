package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is the program at a terminal, as its user sees it.
type terminal struct {
	t    *testing.T
	user *os.File // the user's side: what is written is typed
	cmd  *exec.Cmd
	seen strings.Builder
	from int // what was seen before has been looked at
}

// hanging is when a test is given up; none comes near it.
const hanging = 30 * time.Second

const ctrlC, ctrlD, up, enter = "\x03", "\x04", "\x1b[A", "\r"

// startAt runs the program at a terminal of 60 columns.
func startAt(t *testing.T, home string, env []string, args ...string) *terminal {
	t.Helper()
	user, tty := openPTY(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), hanging)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program)
	cmd.Args = append([]string{"motirbot"}, args...)
	cmd.Dir = home
	cmd.Env = append([]string{"HOME=" + home, "TERM=xterm"}, env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	return &terminal{t: t, user: user, cmd: cmd}
}

func openPTY(t *testing.T) (user, tty *os.File) {
	t.Helper()
	user, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this system has no pseudo-terminals: %v", err)
	}
	t.Cleanup(func() { user.Close() })
	raw, err := user.SyscallConn() // Fd would take deadlines away
	if err != nil {
		t.Fatal(err)
	}
	var number int
	var errs [3]error
	err = raw.Control(func(fd uintptr) {
		number, errs[0] = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		errs[1] = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0)
		errs[2] = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 60})
	})
	if err := errors.Join(err, errors.Join(errs[:]...), user.SetReadDeadline(time.Now().Add(hanging))); err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return user, tty
}

// expect reads until text has come, after what was expected before.
func (p *terminal) expect(text string) {
	p.t.Helper()
	buffer := make([]byte, 4096)
	for !strings.Contains(p.seen.String()[p.from:], text) {
		n, err := p.user.Read(buffer)
		if err != nil {
			p.t.Fatalf("the terminal ended before %q:\n%s", text, p.seen.String()[p.from:])
		}
		p.seen.Write(buffer[:n])
	}
	p.from += strings.Index(p.seen.String()[p.from:], text) + len(text)
}

func (p *terminal) typeIn(keys string) {
	p.t.Helper()
	// The prompt may stand there before the terminal has left its line mode, in
	// which Ctrl-C throws away what was typed. People are slower than that.
	time.Sleep(300 * time.Millisecond)
	if _, err := p.user.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// ends reads to the end and checks the exit status.
func (p *terminal) ends(status string) {
	p.t.Helper()
	buffer := make([]byte, 4096)
	for {
		n, err := p.user.Read(buffer)
		p.seen.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	if got := exitCodeOf(p.cmd.Wait()); got != status {
		p.t.Errorf("status %s, want %s", got, status)
	}
}

func TestPrompt(t *testing.T) {
	home := t.TempDir()
	p := startAt(t, home, []string{"NO_COLOR=1"}, "ask")
	p.expect("leaves.")
	p.expect("sample corpus")
	p.expect(promptText)
	p.typeIn("half a question" + ctrlC) // clears the line
	p.expect(promptText)
	p.typeIn("What did Korea ask the EU for on batteries?" + enter)
	p.expect("Battery Regulation")
	p.expect("2025-12-18")
	p.expect(promptText)
	p.typeIn("???" + enter)
	p.expect("motirbot: the question is empty")
	p.expect(promptText)
	p.typeIn(up + up) // earlier questions come back
	p.expect("on batteries?")
	p.typeIn(ctrlC)
	p.expect(promptText)
	p.typeIn(ctrlD)
	p.ends("0")
	info, err := os.Stat(filepath.Join(home, ".local", "state", "motirbot", "history"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("history: %v, %v", info, err)
	}
}

// What waits for a terminal's input says so, and Ctrl-C ends it.
func TestCtrlCWhileReading(t *testing.T) {
	home := t.TempDir()
	p := startAt(t, home, nil, "index", "-")
	p.expect("press Ctrl-D")
	p.typeIn("half a line" + ctrlC)
	p.expect("motirbot: stopped")
	p.ends("1")
	if entries, _ := os.ReadDir(home); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestTermSignalLeavesThePrompt(t *testing.T) {
	p := startAt(t, t.TempDir(), nil, "ask")
	p.expect(promptText)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.ends("1")
}

func TestColoursOnATerminalOnly(t *testing.T) {
	home := t.TempDir()
	for _, test := range []struct {
		env  []string
		want bool
	}{{nil, true}, {[]string{"NO_COLOR=1"}, false}, {[]string{"TERM=dumb"}, false}} {
		p := startAt(t, home, test.env, "releases", "-n", "2")
		p.ends("0")
		if got := strings.Contains(p.seen.String(), "\x1b["); got != test.want {
			t.Errorf("%v: colours %v, want %v:\n%q", test.env, got, test.want, p.seen.String())
		}
		for line := range strings.SplitSeq(p.seen.String(), "\r\n") {
			if !test.want && len([]rune(line)) > 62 && !strings.Contains(line, "https://") {
				t.Errorf("too wide for the terminal: %q", line)
			}
		}
	}
}
