import { create } from 'fontkit'
import { PDFDocument } from 'pdf-lib'
import { damagePage } from '../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../fixtures/damage-presets.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { ALIKE, findWords } from '../../pipeline/anonymise/detect-words.ts'
import { inkMask } from '../../pipeline/anonymise/ink-mask.ts'
import { drawWords } from '../../pipeline/anonymise/words/draw-words.ts'
import { greyOf } from '../../pipeline/image/grey.ts'
import { renderPdfPage } from '../../pipeline/intake/render-pdf.ts'
import type { Raster } from '../../pipeline/model/raster.ts'
import { straighten } from '../../pipeline/register/straighten.ts'
import { loadFonts, loadWordFonts } from '../../workers/fonts.ts'

// How often printed names are found on a scanned page, how often another word is taken for one, and what that costs. `known`: the faces in which names are looked for.
const OWN = ['Иванова', 'Петров', 'Кузнецова', 'Смирнов', 'Гимназия № 2', 'Берёзовская', 'Щербаков', 'Лицей № 7', 'Ключевская СОШ', 'Жукова', 'Ким-Ли', 'Орлов', 'СОШ № 5']
const OTHERS = ['Иваницкий', 'Петухова', 'Козлова', 'Соколов', 'Васильева', 'Морозов', 'Новикова', 'Волков', 'Задание', 'Решение', 'Ответ', 'скорость', 'Движение', 'Фёдорова', 'Гусева', 'Литвинова', 'Пушкина', 'молекула', 'Рисунок', 'Выберите']
const both = (words: readonly string[]): string[] => words.flatMap((word) => [word, word.toUpperCase()])
const SIZES = [9, 12, 16] as const, NAMES = ['serif', 'serif bold', 'sans', 'sans bold', 'Times-like', 'Times-like bold', 'Arial-like', 'Arial-like bold'] as const
const documentFonts = Object.values(await loadFonts()), fonts = await loadWordFonts()
const share = (part: number, all: number): string => `${((100 * part) / all).toFixed(0)} %`.padStart(6)

console.log('known  printed in      scanner   found   other words taken for one   CPU ms/page')
for (const known of [fonts, documentFonts]) {
  const words = await drawWords({ words: both(OWN), fonts: known })
  for (const [index, font] of fonts.entries()) {
    if (known === documentFonts && index < documentFonts.length) continue
    for (const preset of ['good', 'poor', 'phone'] as const satisfies readonly DamagePreset[]) {
      let found = 0, wrong = 0, ms = 0
      for (const sizePt of SIZES) {
        const { raster, places } = await printedPage(font, sizePt)
        const seed = `${NAMES[index]} ${preset} ${sizePt}`
        const { raster: scan, toScan } = damagePage({ page: raster, dpi: 200, damage: { ...drawDamage(preset, seededRandom(seed)), punchHoles: false }, seed })
        const { width, height, data } = greyOf(straighten({ scan, toScan, pageSizeMm: [210, 297] }))
        const image: Raster = { width, height, channels: 1, data }, blank: Raster = { ...image, data: new Uint8Array(data.length).fill(255) }
        const start = process.cpuUsage()
        const hits = findWords({ image, ink: inkMask({ straight: image, blank }), words })
        const { user, system } = process.cpuUsage(start)
        ms += (user + system) / 1000
        for (const { text, x, y } of places) {
          const here = hits.filter(({ box }) => Math.abs(box.left - x) < 120 && box.bottom > y - 50 && box.top < y + 12)
          if (both(OWN).includes(text)) found += Number(here.some((hit) => hit.text === text))
          else wrong += Number(here.length > 0)
        }
      }
      console.log([String(known.length).padEnd(6), NAMES[index]!.padEnd(15), preset.padEnd(8), share(found, SIZES.length * 2 * OWN.length), share(wrong, SIZES.length * 2 * OTHERS.length).padStart(27), (ms / SIZES.length).toFixed(0).padStart(13)].join(' '))
    }
  }
}
console.log(`no more unlike than ${ALIKE}`)

/** All words on one page in three columns; places in px at 200 dpi. */
async function printedPage(font: Uint8Array, size: number): Promise<{ raster: Raster; places: readonly { text: string; x: number; y: number }[] }> {
  const pdf = await PDFDocument.create()
  pdf.registerFontkit({ create })
  const face = await pdf.embedFont(font, { subset: true, features: { liga: false } })
  const page = pdf.addPage([595, 842])
  const places = [...both(OWN), ...both(OTHERS)].map((text, index) => {
    const x = 40 + (index % 3) * 180, y = 800 - Math.floor(index / 3) * 34
    page.drawText(text, { x, y, size, font: face })
    return { text, x: (x / 72) * 200, y: ((842 - y) / 72) * 200 }
  })
  return { raster: await renderPdfPage({ bytes: await pdf.save(), page: 1, dpi: 200 }), places }
}
