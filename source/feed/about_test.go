package feed

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"motirbot/release"
)

// What sites put in the place of an article, in words of our own.
var notices = []string{
	"Page not found\nSorry, the page you asked for cannot be found. It may have been moved or deleted. Please use the search or go back to the home page.",
	"Checking your browser\nThis site checks whether your connection is safe before you go on. It may take several seconds. Please enable cookies and scripts.",
	"Sign in\nYou have to sign in with your account to read this article. No account yet? Register now to read three free articles a month.",
	"We value your privacy\nWith your consent, we and our partners use cookies to store and access information on your device. You can change your choice at any time.",
	"Maintenance\nThe service is not available from 02:00 to 06:00 because of work on our systems. We ask for your understanding. Contact: the help desk.",
	"Service unavailable\nToo many requests. The server is busy with other requests at the moment. Please try again in a few minutes, or tell the administrator.",
	"안내\n요청하신 페이지를 찾을 수 없습니다. 주소가 변경되었거나 삭제되었을 수 있습니다. 이용에 불편을 드려 죄송합니다. 담당 부서로 문의하여 주시기 바랍니다.",
	"로그인\n로그인이 필요한 서비스입니다. 아이디와 비밀번호를 입력하여 주시기 바랍니다. 회원이 아니시면 회원 가입 후 이용하실 수 있습니다.",
}

// How many pages are told apart, measured with releases that this was not made
// on: each one's own text is taken for it, by its title alone, and no notice is.
func TestPagesAreToldFromNotices(t *testing.T) {
	shared := os.Getenv("MOTIRBOT_SHARED")
	if shared == "" {
		t.Skip("MOTIRBOT_SHARED is not set: it names the folder with the releases to measure with")
	}
	own, taken, fooled := 0, 0, 0
	for _, name := range []string{"dev-releases.jsonl", "dev2-releases.jsonl"} {
		file, err := os.Open(filepath.Join(shared, "data", name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var r struct{ Title, Body string } // as files state them
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			own++
			i := &item{release: release.Release{Title: r.Title}}
			if (article{text: r.Body, headings: r.Title}).isAbout(i) == nil {
				taken++
			}
			i.release.Body = string([]rune(r.Body)[:min(40, len([]rune(r.Body)))])
			for _, notice := range notices {
				if (article{text: notice, headings: "Ministry of Trade"}).isAbout(i) == nil {
					t.Logf("taken for %q: %s", r.Title, notice)
					fooled++
				}
			}
		}
	}
	t.Logf("%d of %d releases are taken for themselves, %d of %d notices for a release", taken, own, fooled, own*len(notices))
	if own == 0 || taken*100 < own*99 || fooled*1000 > own*len(notices) {
		t.Errorf("%d of %d releases, %d notices", taken, own, fooled)
	}
}
