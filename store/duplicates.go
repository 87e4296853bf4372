package store

import (
	"context"
	"database/sql"

	"motirbot/release"
)

// Two sources may show the same release. Each one's is stored by itself, under
// its own ID, with its own revisions; one of them is shown, and the others name
// it in shown_as, so that their IDs lead to it. Two releases of one source never
// come together, however alike they are.

// maxDuplicates bounds how many texts are compared with one.
const maxDuplicates = 50

// shown is the condition on releases r that are listed.
const shown = "r.withdrawn = 0 AND r.shown_as = ''"

// regroup decides anew which release is shown for the one with this ID, whose
// text has changed. Copies that it stands for stay behind it when it is edited:
// they are the same release still, not yet or never corrected. If it has moved
// to another day, each is compared again.
func regroup(ctx context.Context, tx *sql.Tx, id release.ID, moved bool) error {
	rows, err := tx.QueryContext(ctx, `
		UPDATE releases SET shown_as = '' WHERE id = ?1 OR ?2 AND shown_as = ?1 AND withdrawn = 0 RETURNING id`, id, moved)
	if err != nil {
		return err
	}
	freed, err := scanAll(rows, scanID)
	if err != nil {
		return err
	}
	if err := attach(ctx, tx, id); err != nil {
		return err
	}
	if len(freed) == 1 {
		return nil
	}
	for _, other := range freed {
		if other == id {
			continue
		}
		if err := attach(ctx, tx, other); err != nil {
			return err
		}
	}
	return notIndexed(ctx, tx)
}

func scanID(row scanner) (id release.ID, err error) { return id, row.Scan(&id) }

// attach has a release that stands alone be shown with the same one of another
// source, if there is one.
func attach(ctx context.Context, tx *sql.Tx, id release.ID) error {
	rel, err := current(ctx, tx, id)
	if err != nil || rel.Withdrawn {
		return err
	}
	// Nothing that one stands for may be of a source that the other has, too.
	rows, err := tx.QueryContext(ctx, currentRecords+`
		WHERE r.title_key = ?2 AND r.id <> ?1 AND `+shown+` AND NOT EXISTS (
			SELECT 1 FROM releases m JOIN identities i ON i.id = m.id
			WHERE (m.id = r.id OR m.shown_as = r.id) AND i.source IN (
				SELECT j.source FROM releases o JOIN identities j ON j.id = o.id WHERE o.id = ?1 OR o.shown_as = ?1))
		ORDER BY r.first_seen, r.id LIMIT ?3`, id, release.TitleKey(rel.Title, rel.Date), maxDuplicates)
	if err != nil {
		return err
	}
	candidates, err := scanAll(rows, scanRecord)
	if err != nil {
		return err
	}
	for _, c := range candidates {
		if apart := !rel.Issuer.IsZero() && !c.Issuer.IsZero() && rel.Issuer.Label() != c.Issuer.Label(); apart || !release.SameText(rel.Release, c.Release) {
			continue // what two ministries say together each of them has said
		}
		front, behind := c, rel
		// The whole before what was cut, then the text of record, then the first.
		if rel.Truncated != c.Truncated && c.Truncated || rel.Truncated == c.Truncated && rel.OfRecord && !c.OfRecord {
			front, behind = rel, c
		}
		_, err := tx.ExecContext(ctx, "UPDATE releases SET shown_as = ?1 WHERE id = ?2 OR shown_as = ?2", front.ID, behind.ID)
		return err
	}
	return nil
}

// takeOver has another source's copy be shown for a release that is withdrawn.
func takeOver(ctx context.Context, tx *sql.Tx, id release.ID) error {
	var next release.ID
	rows, err := tx.QueryContext(ctx, `
		SELECT r.id FROM releases r JOIN revisions v ON v.release_id = r.id AND v.revision = r.revision
		WHERE r.shown_as = ? AND r.withdrawn = 0
		ORDER BY v.truncated, r.of_record DESC, r.first_seen, r.id LIMIT 1`, id)
	if err != nil {
		return err
	}
	found, err := scanAll(rows, scanID)
	if err != nil || len(found) == 0 {
		return err
	}
	next = found[0]
	_, err = tx.ExecContext(ctx, `
		UPDATE releases SET shown_as = CASE id WHEN ?1 THEN '' ELSE ?1 END WHERE id = ?2 OR shown_as = ?2`, next, id)
	if err != nil {
		return err
	}
	return notIndexed(ctx, tx)
}

// Group returns the release that is shown for the one known under an ID, and
// then those of other sources that stand behind it.
func (s *Store) Group(ctx context.Context, id release.ID) (group []release.ID, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT m.id FROM identities i JOIN releases r ON r.id = i.release_id
			JOIN releases m ON m.id = r.id OR m.shown_as = r.id OR m.id = r.shown_as OR m.shown_as = r.shown_as AND m.shown_as <> ''
			WHERE i.id = ? ORDER BY m.shown_as <> '', m.id`, id)
		if err != nil {
			return err
		}
		group, err = scanAll(rows, scanID)
		return err
	})
	return group, err
}

// Origin is where releases have come from: a site, a feed or a file.
type Origin struct {
	Name     string
	Releases int
}

// Origins returns all of them, by name.
func (s *Store) Origins(ctx context.Context) (all []Origin, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT source, count(*) FROM identities GROUP BY source ORDER BY source")
		if err != nil {
			return err
		}
		all, err = scanAll(rows, func(row scanner) (o Origin, err error) { return o, row.Scan(&o.Name, &o.Releases) })
		return err
	})
	return all, err
}

// OfOrigin returns the newest texts of what an origin has brought.
func (s *Store) OfOrigin(ctx context.Context, origin string) (all []Record, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, currentRecords+"WHERE r.id IN (SELECT id FROM identities WHERE source = ?) ORDER BY r.id", origin)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanRecord)
		return err
	})
	return all, err
}

// Owner returns the origin that an ID belongs to, "" if nothing is known by it.
func (s *Store) Owner(ctx context.Context, id release.ID) (origin string, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT source FROM identities WHERE id = ?", id)
		if err != nil {
			return err
		}
		all, err := scanAll(rows, func(row scanner) (text string, err error) { return text, row.Scan(&text) })
		if len(all) > 0 {
			origin = all[0]
		}
		return err
	})
	return origin, err
}
