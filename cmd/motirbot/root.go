package main

import (
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const rootHelp = `motirbot answers questions from the press releases of trade ministries: by
itself those of Korea's (MOTIR), and of others that you switch on (see
` + "`motirbot sources --help`" + `). Every sentence of an answer leads to the dated
release it was taken from.

Without an index it answers from a built-in sample: our own briefs of eight
releases of December 2025. It needs no key and no model; where a chat model is
set, the model words the answer and motirbot checks each sentence.

Settings are read from the environment and from a file .env in the current
folder; what the environment sets comes first:

  MOTIRBOT_DB                   the index (default: your data folder)
  MOTIRBOT_EMBEDDER             local or openai (default: local, unless
                                OPENAI_EMBED_MODEL is set)
  MOTIRBOT_TOPICS               a YAML file with topics of your own
  MOTIRBOT_SOURCES              a YAML file with the sources to follow
  MOTIRBOT_FIRST_TOKEN_TIMEOUT  how long to wait for a model to begin, e.g. 10s
  MOTIRBOT_ANSWER_TIMEOUT       how long to wait for the whole answer, e.g. 60s
  MOTIRBOT_LOG_LEVEL            debug, info, warn or error (default: error)
  OPENAI_API_KEY                key of the model's server
  OPENAI_BASE_URL               any OpenAI-compatible server
  OPENAI_CHAT_MODEL             words answers (default: none, extracts)
  OPENAI_VERIFY_MODEL           reads those a second time (default: the same)
  OPENAI_VERIFY_BASE_URL        on a server of its own, with its key in
  OPENAI_VERIFY_API_KEY         (default: that of the chat model)
  MOTIRBOT_VERIFY               off: no second reading
  MOTIRBOT_EVIDENCE_TOKENS      how much of the releases the chat model is
                                shown (default: 8000)
  OPENAI_EMBED_MODEL            makes vectors
  OPENAI_EMBED_DIM              their dimension (default: as the model has it)
  NO_COLOR                      any value: no colours

The bot and the sync have more, which ` + "`motirbot serve --help` and\n`motirbot sync --help`" + ` name.

Exit status: 0 done (that the releases hold no answer is an answer, too);
1 failure; 2 a mistake in the command line, the question or a setting;
3 some entries failed and the rest is kept.`

const rootExamples = `  motirbot ask "What did Korea ask the EU for on batteries?"
  motirbot latest EU
  motirbot week --of 2025-12-17
  motirbot latest steel --issuer METI
  motirbot index releases.txt && motirbot status`

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "motirbot",
		Short:         "Answers from the press releases of trade ministries",
		Long:          rootHelp,
		Example:       rootExamples,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			err := a.start(cmd)
			for _, key := range slices.Sorted(maps.Keys(a.withheld)) {
				fmt.Fprintf(a.errOut, "motirbot: %s\n", a.withheld[key])
			}
			return err
		},
	}
	root.PersistentFlags().StringVar(&a.dbFlag, "db", "", "`FILE` of the index (default MOTIRBOT_DB, or motirbot.db in your data folder)")
	root.SetVersionTemplate("motirbot {{.Version}}\n")
	root.AddCommand(
		newAskCommand(a), newLatestCommand(a), newWeekCommand(a), newReleasesCommand(a), newFiguresCommand(a),
		newIndexCommand(a), newSyncCommand(a), newSourcesCommand(a), newServeCommand(a), newStatusCommand(a), newFeedbackCommand(a), newEvalCommand(a),
	)
	return root
}

// version is what the build knows of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
