import { mkdtemp, readFile, writeFile, cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openPdfRenderer, renderPdfPage } from '../../pipeline/intake/render-pdf.ts'
import type { Raster } from '../../pipeline/model/raster.ts'
import { loadFormFile } from '../../workers/form-files.ts'
import { printForm } from '../../workers/print-form.ts'
import { loadFonts } from '../../workers/fonts.ts'

const fixture = (file: string): string => fileURLToPath(new URL(`../../fixtures/forms/${file}`, import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'form-'))

async function loaded(file: string) {
  const result = await loadFormFile(fixture(file))
  if (!result.ok) throw new Error(JSON.stringify(result.reason))
  return result.value
}

describe('a form file on disk', () => {
  test('is loaded with the blanks beside it', async () => {
    const { form, blanks } = await loaded('physics-7-2023.json')
    expect(form.pages).toHaveLength(5)
    expect([...blanks.keys()]).toEqual(['physics-7-2023.pdf', 'physics-7-2023-v2.pdf'])
  })

  test('that is missing, no JSON or without its blank is refused in words', async () => {
    const problems = async (name: string) => {
      const result = await loadFormFile(join(folder, name))
      return result.ok ? [] : result.reason
    }
    expect((await problems('none.json'))[0]?.message).toMatch(/не открывается/)
    await writeFile(join(folder, 'comma.json'), '{\n "id": "a",,\n}')
    expect((await problems('comma.json'))[0]?.message).toMatch(/строка 2/)
    await cp(fixture('physics-7-2023.json'), join(folder, 'alone.json'))
    expect((await problems('alone.json')).map(({ path }) => path)).toContain('pages[0].blank.file')
  })

  test('cannot name a blank in another folder', async () => {
    const json = String(await readFile(fixture('physics-7-2023.json'))).replaceAll('"physics-7-2023.pdf"', JSON.stringify(fixture('physics-7-2023.pdf')))
    await writeFile(join(folder, 'outside.json'), json)
    const result = await loadFormFile(join(folder, 'outside.json'))
    expect(result.ok).toBe(false)
  })
})

describe('a printed form', () => {
  const ink = (raster: Raster, [x, y, width, height]: readonly [number, number, number, number]): number => {
    const px = (mm: number): number => Math.round((mm * 100) / 25.4)
    let dark = 0
    for (let row = px(y + 1); row < px(y + height - 1); row++) for (let column = px(x + 1); column < px(x + width - 1); column++) {
      if ((raster.data[(row * raster.width + column) * raster.channels] ?? 255) < 128) dark++
    }
    return dark
  }

  test('has one copy a code, with the code in its box on every page', async () => {
    const form = await loaded('physics-7-2023.json')
    const bytes = await printForm({ ...form, codes: ['70001', '70002', '70003'], font: (await loadFonts()).sans })
    const opened = await openPdfRenderer(bytes)
    expect(opened.ok && opened.value.pageCount).toBe(15)
    if (opened.ok) opened.value.close()
    expect(bytes.length).toBeLessThan(200_000)
    for (const page of [1, 7, 15]) expect(ink(await renderPdfPage({ bytes, page, dpi: 100 }), [138, 6, 65, 13]), `page ${page}`).toBeGreaterThan(50)
  })

  test('is the empty blank when no codes are given', async () => {
    const form = await loaded('physics-7-2023.json')
    const bytes = await printForm({ ...form, codes: [], font: (await loadFonts()).sans })
    const [printed, blank] = await Promise.all([bytes, form.blanks.get('physics-7-2023.pdf')!].map((pdf) => renderPdfPage({ bytes: pdf, page: 3, dpi: 100 })))
    expect(ink(printed!, [138, 6, 65, 13])).toBe(0)
    expect(Buffer.compare(printed!.data, blank!.data)).toBe(0)
  })
})
