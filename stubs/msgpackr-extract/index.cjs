// msgpackr falls back to plain JavaScript when its native helper cannot be loaded; some registries lack that helper's
// platform packages, which makes `npm ci` refuse the lockfile. Throwing here is the documented way to the fallback.
throw new Error('msgpackr-extract is not installed: JavaScript fallback');
