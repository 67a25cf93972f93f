// Imports: how far a long one has come is looked up every two seconds, a file that is too large is told before it is
// sent, and whoever leaves with something chosen that is not saved is asked. Without any of it the pages work as they are.
import { follow } from "./imports/progress.js";
import { checkFile, guard } from "./imports/forms.js";

const progress = document.querySelector("[data-progress]");
if (progress) follow(progress);

const bring = document.querySelector("form.import-form");
if (bring) checkFile(bring);

const decide = document.getElementById("decidir");
if (decide) guard(decide);
