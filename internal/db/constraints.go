package db

// field is where a broken constraint is told: the column's name in the form, and the sentence.
type field struct{ name, message string }

// constraintFields translates, once for the whole program, the constraints that a person can break
// although the form was checked: what others wrote in the meantime, above all.
var constraintFields = map[string]field{
	"plans_slug_unique":           {"slug", "Ya hay un plan con esta dirección."},
	"plans_dates_ordered":         {"ends_on", "La fecha de fin no puede ser anterior a la de inicio."},
	"plans_dates_reasonable":      {"starts_on", "Las fechas deben estar entre los años 1900 y 2200."},
	"plans_thresholds_ordered":    {"delayed_from", "El umbral de retraso debe ser mayor que 0 y no superar el de en plazo, ni este el 100 %."},
	"periods_start_unique":        {"starts_on", "Ya hay un periodo que empieza ese día."},
	"periods_dates_ordered":       {"ends_on", "La fecha de fin no puede ser anterior a la de inicio."},
	"strategic_lines_code_unique": {"code", "Ya hay una línea con este código en el plan."},
	"frameworks_code_unique":      {"code", "Ya hay un marco con este código en el plan."},
	"standards_code_unique":       {"code", "Ya hay un estándar con este código en el marco."},
	"objectives_code_unique":      {"code", "Ya hay un objetivo con este código en el plan."},
	"users_email_unique":          {"email", "Ya hay una persona con este correo."},
	"units_name_unique":           {"name", "Ya hay una unidad con este nombre."},
	"indicators_code_unique":      {"code", "Ya hay un indicador con este código en el plan."},
	"indicators_dates_ordered":    {"ends_on", "La fecha de fin no puede ser anterior a la de inicio."},
	"indicators_reach_has_distance": {"target",
		"Para alcanzar una meta, esta debe ser distinta del valor inicial; si se trata de mantenerlo, elija una regla de mantenimiento."},
	"indicator_units_unit_fkey":     {"units", "Alguna de las unidades elegidas acaba de darse de baja: revise la lista."},
	"challenges_assigned_unit_fkey": {"unit", "La unidad elegida acaba de darse de baja: elija otra."},
	"challenges_line_fkey":          {"touches", "Lo que eligió acaba de quitarse del plan: elija otra cosa."},
	"challenges_objective_fkey":     {"touches", "Lo que eligió acaba de quitarse del plan: elija otra cosa."},
	"challenges_unit_fkey":          {"unit", "La unidad elegida acaba de darse de baja: elija otra."},
	"challenge_links_unique":        {"end", "El reto ya está vinculado a esto: elija otra cosa."},
	"challenge_projects_unit_fkey":  {"unit", "La unidad elegida acaba de darse de baja: elija otra."},
	"measurements_pkey":             {"measured_on", "Otra persona acaba de registrar un valor en esa fecha; revise el historial antes de corregirlo."},
	"rounds_one_open":               {"round", "Ya hay una ronda abierta en este plan: ciérrela o anúlela antes de abrir otra."},
	"rounds_title_unique":           {"title", "Ya hay una ronda con este título en el plan."},
	"snapshots_title_unique":        {"title", "Ya hay un seguimiento con este título en el plan."},
}
