import type { DrawRequest } from '../../pipeline/draw/draw-experts.ts'
import type { GuessChances } from '../../pipeline/draw/guess-chances.ts'
import type { decideStack, DecidedStack } from '../../pipeline/decide/decide-stack.ts'
import type { ScannedPage, SeenPage } from '../../pipeline/decide/scanned-page.ts'
import type { Twin } from '../../pipeline/anonymise/certify-twin.ts'
import type { BlindImage, BlindOrder, TwinOrder, WordsOrder } from './blind-image.ts'
import type { Detection } from '../../pipeline/model/blind-certificate.ts'
import type { LaidPage, LayOrder } from './lay-page.ts'
import type { CropOrder, UnitCrop } from './crop-image.ts'
import type { PlannedFile, UploadPlace, UploadPlan } from '../../pipeline/intake/plan-upload.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { PageFlaw } from '../../pipeline/model/page-flaw.ts'
import type { InkHash } from '../../pipeline/register/ink-hash.ts'

/** A form with its blank PDFs, as the recogniser needs it. `key` tells sets apart: what was prepared for one key is used again. */
export interface FormSet {
  readonly key: string
  readonly forms: readonly { readonly form: Form; readonly blanks: ReadonlyMap<string, Uint8Array> }[]
}

/** What one page of a file came to. Inside a ZIP the file is `archive.zip/inner.pdf`. */
export interface RecognisedPage extends Omit<ScannedPage, 'outcome'> {
  /** From 0 over the whole upload. */
  readonly ordinal: number
  /** Pages of the file, 0 when it could not be opened. */
  readonly pageCount: number
  readonly outcome: Extract<ScannedPage['outcome'], { type: 'refused' }> | { readonly type: 'seen' } & PicturedPage
}

/** A page that could be opened, with what people will see of it. */
export interface PicturedPage extends SeenPage {
  /** What people wrote on it, to find other scans of the same sheet; null unless the page is one of the forms'. */
  readonly ink: InkHash | null
  /** What is wrong with the scan itself. */
  readonly flaws: readonly PageFlaw[]
  /** The page as people look at it: straightened at 200 dpi when a form matched, else as it came, at most 2339 px high. JPEG. */
  readonly image: { readonly bytes: Uint8Array; readonly widthPx: number; readonly heightPx: number }
}

export type Request =
  | { readonly type: 'forms'; readonly set: FormSet }
  /** The next file of an upload's plan; planning begins, behind the files known already, with the first request that names it. */
  | { readonly type: 'plan'; readonly walk: string; readonly path: string; readonly name: string; readonly fromEntry: number }
  /** The next page of a walk over a file. `begin` starts it: a plan of thousands of files travels once. */
  | { readonly type: 'page'; readonly walk: string; readonly begin: WalkBegin | null }
  | { readonly type: 'stop'; readonly walk: string }
  | BlindOrder & { readonly type: 'blind'; readonly formsKey: string }
  | TwinOrder & { readonly type: 'twin'; readonly formsKey: string }
  | WordsOrder & { readonly type: 'words'; readonly formsKey: string }
  | CropOrder & { readonly type: 'crop'; readonly formsKey: string }
  | LayOrder & { readonly type: 'lay'; readonly formsKey: string }
  /** A stack comes in parts, each of which takes a moment to be written and read; then the question. */
  | { readonly type: 'stack'; readonly stack: string; readonly pages: StackToDecide['pages'] }
  | Omit<StackToDecide, 'pages'> & { readonly type: 'decide'; readonly stack: string; readonly pageCount: number }
  | { readonly type: 'guess'; readonly draw: DrawRequest }

/** All pages of a school with what is known of it: plain data, so that it may travel. */
export type StackToDecide = Parameters<typeof decideStack>[0]

/** `fromOrdinal`: the first page to read. */
export interface WalkBegin {
  readonly path: string; readonly name: string; readonly plan: UploadPlan; readonly formsKey: string; readonly fromOrdinal: number; readonly share: Share
}

/** Which pages of a walk are meant: those whose ordinal leaves the rest `index` when divided by `count`. */
export interface Share { readonly index: number; readonly count: number }

export type Answer =
  | { readonly type: 'done' }
  | { readonly type: 'page'; readonly page: RecognisedPage }
  | { readonly type: 'file'; readonly file: PlannedFile }
  | { readonly type: 'end' }
  /** The process knows nothing of that walk: it is a new one. */
  | { readonly type: 'unknown' }
  /** No answer yet: where the walk is, for the case that it dies there. */
  | { readonly type: 'at'; readonly place: UploadPlace }
  | { readonly type: 'blind'; readonly blind: BlindImage }
  | { readonly type: 'twin'; readonly twin: Twin | null }
  | { readonly type: 'words'; readonly detection: Detection }
  | { readonly type: 'laid'; readonly laid: LaidPage }
  | { readonly type: 'decided'; readonly decided: DecidedStack }
  | { readonly type: 'crop'; readonly crops: readonly UnitCrop[] }
  | { readonly type: 'guessed'; readonly chances: GuessChances | null }
  | { readonly type: 'bug'; readonly message: string }
