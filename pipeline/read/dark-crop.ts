import type { Raster } from '../model/raster.ts'
import { closeDark } from './close-dark.ts'

/**
 * A piece of a page as darkness: 0 is the paper around, 255 no light at all. Row by row; `left`, `top` say where it lies on
 * the page, px. What reaches over the page's edge is paper.
 */
export interface DarkCrop {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export interface CropArea { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

const TILE_PX = 24
/** Of a tile's pixels this share is at most as bright as its paper: lines and ink are the rest. */
const PAPER_QUANTILE = 0.8
/** Where a tile is darker than this share of the brightest, the edge of the sheet or of a shadow may run through the crop. */
const EDGE_SHARE = 0.88
/** No stroke is so thick, px: what is dark over a wider area is another paper. */
const WIDEST_STROKE_PX = 31

/**
 * Takes a piece out of a page and divides by the paper's own brightness, tile by tile, so that shadows and grey paper vanish.
 * On colour pages the darkest channel counts half, so that pale blue and red pens stand out as black ones do.
 */
export function darkCrop(page: Raster, area: CropArea): DarkCrop {
  const { width, height } = area
  const count = width * height
  const data = new Uint8Array(count)
  const channel = new Uint8Array(count)
  if (page.channels === 1) {
    fillChannel(channel, page, area, 0)
    const paper = paperOf(channel, width, height)
    for (let i = 0; i < count; i++) data[i] = darkness(channel[i] ?? 255, paper[i] ?? 255)
    return { ...area, data }
  }
  const darkest = new Uint8Array(count)
  const luma = new Float32Array(count)
  for (let c = 0; c < 3; c++) {
    fillChannel(channel, page, area, c)
    const paper = paperOf(channel, width, height)
    const share = [0.299, 0.587, 0.114][c] ?? 0
    for (let i = 0; i < count; i++) {
      const dark = darkness(channel[i] ?? 255, paper[i] ?? 255)
      luma[i] = (luma[i] ?? 0) + dark * share
      if (dark > (darkest[i] ?? 0)) darkest[i] = dark
    }
  }
  for (let i = 0; i < count; i++) data[i] = Math.round(0.5 * ((darkest[i] ?? 0) + (luma[i] ?? 0)))
  return { ...area, data }
}

/** A piece of a blank as darkness: its paper is white. */
export function printCrop(blank: Raster, area: CropArea): DarkCrop {
  const data = new Uint8Array(area.width * area.height)
  fillChannel(data, blank, area, blank.channels === 1 ? 0 : 1)
  for (let i = 0; i < data.length; i++) data[i] = 255 - (data[i] ?? 255)
  return { ...area, data }
}

const darkness = (value: number, paper: number): number => (value >= paper ? 0 : 255 - Math.round((255 * value) / paper))

function fillChannel(out: Uint8Array, page: Raster, area: CropArea, c: number): void {
  const { channels, data } = page
  for (let y = 0, i = 0; y < area.height; y++) {
    const py = y + area.top
    for (let x = 0; x < area.width; x++, i++) {
      const px = x + area.left
      const inside = px >= 0 && py >= 0 && px < page.width && py < page.height
      out[i] = inside ? data[(py * page.width + px) * channels + c] ?? 255 : 255
    }
  }
}

/** Brightness of the paper at every pixel: a high quantile of each tile, never much darker than the brightest, blended between tiles. */
function paperOf(channel: Uint8Array, width: number, height: number): Float32Array {
  const columns = Math.max(1, Math.round(width / TILE_PX))
  const rows = Math.max(1, Math.round(height / TILE_PX))
  const tiles = new Float32Array(columns * rows)
  const histogram = new Uint32Array(256)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
    histogram.fill(0)
    const [x0, x1] = [Math.floor((c * width) / columns), Math.floor(((c + 1) * width) / columns)]
    const [y0, y1] = [Math.floor((r * height) / rows), Math.floor(((r + 1) * height) / rows)]
    for (let y = y0; y < y1; y++) for (let i = y * width + x0; i < y * width + x1; i++) histogram[channel[i] ?? 0]!++
    tiles[r * columns + c] = quantile(histogram, (x1 - x0) * (y1 - y0))
  }
  const brightest = Math.max(1, ...tiles)
  const hasEdge = Math.min(...tiles) < brightest * EDGE_SHARE
  for (let i = 0; i < tiles.length; i++) tiles[i] = Math.max(tiles[i] ?? 0, brightest * 0.6, 1)
  const paper = new Float32Array(width * height)
  const row = new Float32Array(columns)
  for (let y = 0, i = 0; y < height; y++) {
    const ty = Math.min(rows - 1, Math.max(0, ((y + 0.5) * rows) / height - 0.5))
    const y0 = Math.floor(ty)
    const y1 = Math.min(rows - 1, y0 + 1)
    for (let c = 0; c < columns; c++) row[c] = (tiles[y0 * columns + c] ?? 255) * (1 - ty + y0) + (tiles[y1 * columns + c] ?? 255) * (ty - y0)
    for (let x = 0; x < width; x++, i++) {
      const tx = Math.min(columns - 1, Math.max(0, ((x + 0.5) * columns) / width - 0.5))
      const x0 = Math.floor(tx)
      paper[i] = (row[x0] ?? 255) * (1 - tx + x0) + (row[Math.min(columns - 1, x0 + 1)] ?? 255) * (tx - x0)
    }
  }
  return hasEdge ? upToEdges(paper, channel, width, height) : paper
}

/** Tiles blend over the edge of a sheet, so that the darker side would look like ink: there the paper is what remains without thin dark lines. */
function upToEdges(paper: Float32Array, channel: Uint8Array, width: number, height: number): Float32Array {
  const closed = closeDark(channel, width, height, WIDEST_STROKE_PX)
  return paper.map((level, i) => Math.min(level, Math.max(1, closed[i]!)))
}

function quantile(histogram: Uint32Array, total: number): number {
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += histogram[value] ?? 0
    if (seen >= total * PAPER_QUANTILE) return value
  }
  return 255
}
