package challenge

import (
	"strconv"

	"hito/internal/draft"
	"hito/internal/setting"
)

const longestOpinion = 4000

// EvaluationDraft is what a person thinks of a reto as it is typed: a number from 1 to 5 for each criterion by its key,
// blank or missing for one that they do not score.
type EvaluationDraft struct {
	Scores  map[string]string
	Comment string
}

// ScoreField names the field of a criterion.
func ScoreField(key string) string { return "score_" + key }

// read returns the scores, or fault.Invalid by ScoreField of the criteria and "comment". Scores of anything else are
// ignored: of a criterion that was retired while the form was filled in there is nothing left to tell.
func (d EvaluationDraft) read(criteria []setting.Criterion) (map[string]int, string, error) {
	var c draft.Check
	scores := map[string]int{}
	for _, k := range criteria {
		typed := d.Scores[k.Key]
		if typed == "" {
			continue
		}
		score, err := strconv.Atoi(typed)
		if err != nil || strconv.Itoa(score) != typed || score < LowestScore || score > HighestScore {
			c.Refuse(ScoreField(k.Key), "Elija una de las opciones.")
			continue
		}
		scores[k.Key] = score
	}
	comment := c.Lines("comment", d.Comment, longestOpinion)
	if len(scores) == 0 && len(criteria) > 0 {
		c.Refuse(ScoreField(criteria[0].Key), "Puntúe al menos un criterio.")
	}
	return scores, comment, c.Err()
}
