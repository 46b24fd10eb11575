/** What a printed document consists of: plain values, so that a document is a function from data to blocks and can be tested as such. */
export type Block =
  | { readonly type: 'title'; readonly text: string; readonly subtitle?: string }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string; readonly size?: 'body' | 'small' }
  | { readonly type: 'facts'; readonly rows: readonly Fact[] }
  | { readonly type: 'table'; readonly table: Table }
  | { readonly type: 'signatures'; readonly lines: readonly SignatureLine[] }

/** «Предмет: физика»: a label and what it is; the label's column is as wide as the widest label. */
export interface Fact { readonly label: string; readonly value: string }

/** A line to sign on by hand or, when it has a place name, by a visible electronic signature. */
export interface SignatureLine {
  readonly role: string
  readonly name: string
  /** Names the place for `findSignaturePlace`; a PDF named destination. */
  readonly place?: string
}

export type Align = 'left' | 'center' | 'right'

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Type size of the cells, points. */
  readonly sizePt: number
}

export interface Column { readonly header: Cell; readonly widthMm: number; readonly align: Align }

/** Words in a cell; `tint` lays a grey ground that also survives a black-and-white copier. */
export interface CellText { readonly text: string; readonly bold?: boolean; readonly tint?: boolean }

/** One value, or two above each other with a thin line between. */
export type Cell = string | CellText | { readonly stack: readonly [string | CellText, string | CellText] }

/** A document before it is drawn. */
export interface DocumentText {
  /** Stands in the file's properties and, with the page number, in the foot line of every page. */
  readonly title: string
  /** Stands in the file's properties too, for programs. */
  readonly keywords?: string
  readonly landscape: boolean
  readonly blocks: readonly Block[]
}

/** The width that blocks have on a page, millimetres. */
export const textWidthMm = (landscape: boolean): number =>
  landscape ? 297 - MARGINS_MM.landscape.left - MARGINS_MM.landscape.right : 210 - MARGINS_MM.portrait.left - MARGINS_MM.portrait.right

/** Left on an upright page is for the binder; a wide page is bound at its top. */
export const MARGINS_MM = {
  portrait: { left: 20, right: 12, top: 15, bottom: 17 },
  landscape: { left: 12, right: 12, top: 18, bottom: 15 },
} as const
