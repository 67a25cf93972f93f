package user

// External is what an organisation's own accounts say of a person who signed in with one of them.
// Issuer and Subject together are the identity; the rest may change and identifies nobody.
type External struct {
	Issuer  string   // the provider: an OpenID issuer's address, or "ldap:" and the directory's name
	Subject string   // the person, for ever, within the provider
	Name    string   // may be blank
	Email   string   // lower case; may be blank
	Groups  []string // what a provider's rules turn into a role
}
