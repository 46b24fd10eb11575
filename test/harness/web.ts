/** Builds the pages once before all files that open them in a browser: two files at a time would write into one folder. */
export { ensureWebBuilt as default } from '../../workers/ensure-web-built.ts'
