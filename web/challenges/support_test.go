package challenges

import (
	"testing"

	"hito/internal/challenge"
)

func TestARetoIsSupportedAndFollowed(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Analysis)
	d.as("colleague").get(path).says("#apoyo", "Me afecta también", "Avisarme de los cambios")
	if a := d.post(path+"/apoyo", "apoyo", "si").is(303); a.location != path+"?hecho=apoyado" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(path+"?hecho=apoyado").says("#apoyo", "Afecta también a 1", "Ya no me afecta", "No avisarme más").says("[role=status]", "Le avisaremos")
	d.post(path+"/apoyo", "apoyo", "si").is(303)
	d.post(path+"/aviso", "seguir", "no").is(303)
	d.get(path+"?hecho=sin-aviso").says("#apoyo", "Ya no me afecta", "Avisarme de los cambios")
	d.post(path+"/apoyo", "apoyo", "no").is(303)
	d.post(path+"/aviso", "seguir", "si").is(303)
	d.get(path).says("#apoyo", "Me afecta también", "No avisarme más")
	for _, typed := range []string{"", "yes", "SI", "si "} {
		d.post(path+"/apoyo", "apoyo", typed).is(400)
		d.post(path+"/aviso", "seguir", typed).is(400)
	}
	d.as("author").post(path+"/apoyo", "apoyo", "si").is(403)
	d.as("stranger").post(path+"/apoyo", "apoyo", "si").is(404)
	d.exec(`UPDATE challenges SET state = 'implemented'`)
	d.as("colleague").post(path+"/apoyo", "apoyo", "si").is(409)
	d.get(path).counts("#apoyo form", 1)
}

// Following a reto may be all that lets somebody read it: they do not land on a page that is not there for them.
func TestWhoLeavesARetoLandsSomewhere(t *testing.T) {
	d := sit(t)
	path := d.reto(challenge.Confidential, challenge.Analysis)
	d.exec(`
		INSERT INTO challenge_followers (challenge_id, user_id, supports, follows, since)
		SELECT id, $1, false, true, now() FROM challenges`, d.people["stranger"].ID)
	d.as("stranger").get(path).is(200).says("#reto", "solo puede leer su título").silent("a follower", canaryName, "Comunican toda la mañana")
	if a := d.post(path+"/aviso", "seguir", "no").is(303); a.location != "/retos" {
		t.Errorf("goes on to %s", a.location)
	}
	d.get(path).is(404)
}
