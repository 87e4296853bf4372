package main

import (
	"github.com/spf13/cobra"

	"motirbot/release"
)

const sourcesHelp = `Lists the sources that motirbot knows, whose releases they bring, and which of
them a sync follows. Those that are ready are switched on in a file that
MOTIRBOT_SOURCES names, and so are your own:

  - name: ustr                    # a source of this list
  - name: pib
    topics: [steel, fta]          # only releases about one of them
  - name: moc-ruritania          # one of your own
    feed: https://example.org/press.xml
    issuer: {name: Ministry of Commerce of Ruritania, short: MOC, country: DE, zone: Europe/Berlin}

MOTIR is followed unless the file says {name: motir, follow: false}. Feeds of
MOTIRBOT_FEEDS are followed besides. With --json, one object a line.`

// sourceJSON is a source as --json prints it.
type sourceJSON struct {
	Name    string         `json:"name"`
	Follow  bool           `json:"follow"`
	Feed    string         `json:"feed,omitempty"`
	Site    string         `json:"site,omitempty"`
	Issuer  release.Issuer `json:"issuer"`
	Topics  []string       `json:"topics,omitempty"`
	Remarks string         `json:"note,omitempty"`
}

func newSourcesCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "sources",
		Short:             "List the sources there are and whose releases they bring",
		Long:              sourcesHelp,
		Example:           "  motirbot sources\n  MOTIRBOT_SOURCES=sources.yaml motirbot sources --json | jq 'select(.follow)'",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			known, err := a.catalog()
			if err != nil {
				return err
			}
			p := a.printer()
			for _, s := range known.Sources() {
				at := s.Feed.String() + s.Site.String() // it has one of them, or none
				if asJSON {
					line := sourceJSON{Name: s.Name, Follow: s.Follow, Feed: s.Feed.String(), Site: s.Site.String(), Issuer: s.Issuer, Remarks: s.Note}
					for _, topic := range s.Topics {
						line.Topics = append(line.Topics, topic.Name)
					}
					if err := writeJSON(a.out, line); err != nil {
						return err
					}
					continue
				}
				if at == "" {
					continue // an issuer that files may name
				}
				follow := "off"
				if s.Follow {
					follow = "on"
				}
				p.printf("%-9s %-4s ", cleanLine(s.Name), follow)
				p.after(15, cleanLine(s.Issuer.Full()+", "+s.Issuer.Country), "               ", p.on.strong)
				p.link("               ", at)
				if s.Note != "" {
					p.paragraph("               "+s.Note, "               ", p.on.faint)
				}
			}
			return p.err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}
