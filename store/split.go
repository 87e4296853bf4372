package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"motirbot/release"
)

// Earlier versions joined releases of one source by title and likeness, and
// items by their link. Each text that came in was kept as a revision of what it
// was joined with, so that most of it can be taken apart again. A text that was
// dropped is left to the next sync.

// TroubleMerged is the kind of a trouble that stands for a text which an earlier
// version took for another release's and did not keep. It is no news.
const TroubleMerged = "merged"

// splitReport is what split did.
type splitReport struct{ releases, into, again int }

func (r splitReport) String() string {
	var parts []string
	if r.releases > 0 {
		parts = append(parts, fmt.Sprintf("releases that an earlier version had joined are taken apart: %d into %d", r.releases, r.into))
	}
	if r.again > 0 {
		parts = append(parts, fmt.Sprintf("texts that it had taken for others and not kept: %d, read by the next sync", r.again))
	}
	return strings.Join(append(parts, "none of them is announced"), "; ")
}

// split takes apart what 0006_identity.sql has found to be due, once, in one
// transaction.
func (s *Store) split(ctx context.Context) error {
	due, err := s.Meta(ctx, "split")
	if err != nil || due == "" || s.unwritable != nil {
		return err
	}
	var report splitReport
	err = s.write(ctx, func(tx *sql.Tx) error {
		m := move{ctx: ctx, tx: tx}
		report = splitReport{}
		if len(m.texts("SELECT value FROM meta WHERE key = 'split'")) == 0 {
			return m.err // another process was faster
		}
		m.exec("PRAGMA defer_foreign_keys = ON") // releases move table by table
		var changed []release.ID
		for _, id := range m.texts(`SELECT id FROM releases WHERE revision > 1
			UNION SELECT release_id FROM identities WHERE id <> release_id ORDER BY 1`) {
			changed = append(changed, s.splitRelease(&m, release.ID(id), &report)...)
		}
		m.exec(`UPDATE identities SET source = (SELECT min(g.source) FROM sightings g WHERE g.id = identities.id)
			WHERE id IN (SELECT id FROM sightings)`)
		m.exec(`UPDATE releases SET of_record = 1 WHERE id IN (SELECT id FROM sightings) AND 'feed' <> (
			SELECT v.source FROM revisions v WHERE v.release_id = releases.id AND v.revision = releases.revision)`)
		for _, id := range changed {
			if m.err == nil {
				m.err = regroup(ctx, tx, id, true)
			}
		}
		m.exec("DELETE FROM meta WHERE key = 'split'")
		if len(changed) == 0 || m.err != nil {
			return m.err
		}
		return cmp.Or(notIndexed(ctx, tx), s.bump(ctx, tx))
	})
	if err == nil && (report.into > 0 || report.again > 0) && s.notice != nil {
		s.notice(fmt.Sprintf("%s: %v; the file as it was before: %s", s.path, report, filepath.Base(cmp.Or(s.copied, s.file+".before-0006"))))
	}
	return err
}

// known is an ID under which a release has come in, and what a source last
// showed under it.
type known struct {
	id                    release.ID
	source                string // that has sighted it, or ""
	number, url, listedAs string
	date, hash            string
	gone, sighted         bool
}

// splitRelease takes one release apart by the IDs under which its texts came, and
// returns those that it is now; none if it was one.
func (s *Store) splitRelease(m *move, id release.ID, report *splitReport) []release.ID {
	texts := query(m, scanRecord, "SELECT "+recordColumns+" FROM releases r JOIN revisions v ON v.release_id = r.id WHERE r.id = ? ORDER BY v.revision", id)
	names := query(m, func(row scanner) (known, error) {
		var k known
		return k, row.Scan(&k.id, &k.source, &k.number, &k.url, &k.listedAs, &k.date, &k.hash, &k.gone, &k.sighted)
	}, `SELECT i.id, coalesce(g.source, ''), coalesce(g.number, ''), coalesce(g.url, ''), coalesce(g.listed_as, ''),
			coalesce(g.date, ''), coalesce(g.hash, ''), coalesce(g.gone, 0), g.id IS NOT NULL
		FROM identities i LEFT JOIN sightings g ON g.id = i.id WHERE i.release_id = ? ORDER BY i.id <> ?1, i.id, g.source`, id)
	if m.err != nil || len(texts) == 0 {
		return nil
	}
	parts := partsOf(id, texts, names)
	lost := 0
	for _, k := range names {
		if k.id != id && !slices.ContainsFunc(parts, func(p part) bool { return p.id == k.id }) {
			s.readAgain(m, k)
			lost++
		}
	}
	report.again += lost
	if len(parts) == 1 {
		return nil
	}
	report.releases++
	report.into += len(parts)
	m.exec("UPDATE revisions SET revision = -revision WHERE release_id = ?", id)
	var ids []release.ID
	for _, p := range parts {
		ids = append(ids, p.id)
		first, last := p.texts[0], p.texts[len(p.texts)-1]
		gone := last.Withdrawn
		if i := slices.IndexFunc(names, func(k known) bool { return k.id == p.id && k.sighted }); i >= 0 {
			gone = names[i].gone
		}
		m.exec(`INSERT INTO releases (id, title_key, date, revision, first_seen, withdrawn, issuer) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET title_key = excluded.title_key, date = excluded.date, revision = excluded.revision, withdrawn = excluded.withdrawn`,
			p.id, release.TitleKey(last.Title, last.Date), last.Date.String(), len(p.texts), timestamp(first.UpdatedAt), gone, last.Issuer.Label())
		m.exec(`INSERT INTO identities (id, source, release_id) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET release_id = excluded.release_id`,
			p.id, last.Source, p.id)
		for i, text := range p.texts {
			m.exec("UPDATE revisions SET release_id = ?, revision = ? WHERE release_id = ? AND revision = ?", p.id, i+1, id, -text.Revision)
		}
		if p.fromLink {
			m.exec(`INSERT OR IGNORE INTO sightings (source, id, number, listed_as, url, date, hash, checked_at, gone)
				SELECT source, ?, ?, ?, ?, ?, ?, checked_at, 0 FROM sightings WHERE id = ?`,
				p.id, last.Number, last.Title, last.URL, last.Date.String(), last.Hash, p.under)
		}
	}
	return ids
}

// part is one release of those that were joined, with its texts in order.
type part struct {
	id       release.ID
	under    release.ID // the ID that it came in under
	texts    []Record
	fromLink bool // it shared that ID, a link, with others
}

// partsOf sorts the texts by the ID under which each came in: the one that its
// source and number, or title and day, make; else that of the source's page
// whose text it is; else the release's own.
func partsOf(id release.ID, texts []Record, names []known) []part {
	var parts []part
	for _, text := range texts {
		own := release.NewID(text.Source, text.Number, text.Title, text.Date)
		isOwn := func(k known) bool { return k.id == own }
		isShown := func(k known) bool { return k.hash == text.Hash }
		switch {
		case slices.ContainsFunc(names, isOwn):
		case slices.ContainsFunc(names, isShown):
			own = names[slices.IndexFunc(names, isShown)].id
		default:
			own = id
		}
		byLink := text.Source == "feed" && text.URL != "" && text.Number == text.URL
		i := slices.IndexFunc(parts, func(p part) bool {
			last := p.texts[len(p.texts)-1]
			return p.under == own && !(byLink && release.Follows(last.Release, text.Release))
		})
		if i < 0 {
			parts, i = append(parts, part{id: own, under: own}), len(parts)
		}
		parts[i].texts = append(parts[i].texts, text)
	}
	// Of those that share a link the newest keeps the ID.
	seen := map[release.ID]bool{}
	for i := range slices.Backward(parts) {
		p := &parts[i]
		if seen[p.under] {
			last := p.texts[len(p.texts)-1]
			p.id, p.fromLink = release.NewID(last.Source, release.ItemNumber(last.URL, last.Title, last.Date), "", release.Date{}), true
		}
		seen[p.under] = true
	}
	if !seen[id] {
		parts[0].id = id
	}
	return parts
}

// readAgain forgets an ID whose text was not kept, and has its page read.
func (s *Store) readAgain(m *move, k known) {
	if k.sighted && !k.gone {
		m.exec(`INSERT OR REPLACE INTO troubles (source, id, number, title, url, date, kind, reason, since, attempts, next_at, quiet)
			VALUES (?, ?, ?, ?, ?, ?, ?, 'an earlier version took it for another release and kept no text of it', ?, 0, 0, 1)`,
			k.source, k.id, k.number, k.listedAs, k.url, k.date, TroubleMerged, timestamp(s.now()))
		m.exec("DELETE FROM validators WHERE url = ? OR substr(url, instr(url, '://') + 3) = ?", k.url, k.source)
	}
	m.exec("DELETE FROM sightings WHERE id = ?", k.id)
	m.exec("DELETE FROM identities WHERE id = ?", k.id)
}

// query reads rows, unless there was an error before.
func query[T any](m *move, one func(scanner) (T, error), text string, args ...any) []T {
	if m.err != nil {
		return nil
	}
	rows, err := m.tx.QueryContext(m.ctx, text, args...)
	if err != nil {
		m.err = err
		return nil
	}
	all, err := scanAll(rows, one)
	m.err = err
	return all
}
