import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { planMunicipality, resultsFormOf, type Municipality } from '../../../fixtures/municipality.ts'
import { schoolScan, type MunicipalScan } from '../../../fixtures/municipality-scans.ts'
import { pageReading } from '../../../pipeline/model/page-reading.ts'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import { readWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import { runSverka } from './run-sverka.ts'

const FORM = fileURLToPath(new URL('../../../fixtures/forms/physics-7-2023.json', import.meta.url))
let folder = ''
let municipality: Municipality
let scan: MunicipalScan
const at = (name: string): string => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sverka-read-'))
  municipality = await planMunicipality({ seed: 'read', worksAForm: 1 })
  const school = municipality.schools[0]!.id
  scan = await schoolScan({ municipality, school, form: 'physics-7-2023' })
  await writeFile(at('2.pdf'), scan.bytes)
  await writeFile(at('10.pdf'), '%PDF-1.4\nэто не PDF')
  await writeFile(at('codes.xlsx'), await writeResultsForm(resultsFormOf({ municipality, school, form: 'physics-7-2023' })))
})
afterAll(() => rm(folder, { recursive: true }))

test('a folder with a good and a broken file: one line a page in the order of the input, the good file read as it is written', async () => {
  const { code, stdout, stderr } = await runSverka('read', folder, '--form', FORM, '--roster', at('codes.xlsx'))
  const readings = stdout.trimEnd().split('\n').map((line) => pageReading.parse(JSON.parse(line)))
  expect(code).toBe(1)
  expect(readings.map(({ file, page }) => [file, page])).toEqual([...scan.pages.map((_, i) => ['2.pdf', i + 1]), ['10.pdf', 1]])
  expect(readings.at(-1)).toMatchObject({ status: 'unreadable', form: null, formPage: null })
  expect(stderr).toContain('10.pdf, стр. 1')
  let values = 0, right = 0, silentlyWrong = 0
  scan.pages.forEach((page, i) => {
    const reading = readings[i]!
    if (page.type !== 'work') return
    expect([reading.form, reading.formPage, reading.rotation]).toEqual([page.form, page.formPage, page.upsideDown ? 180 : 0])
    const { plan } = municipality.works.find((work) => work.id === page.work)!
    for (const truth of plan.fields.filter((field) => field.page === page.formPage)) {
      const value = truth.kind === 'score' ? reading.scores?.find(({ task, box }) => task === truth.task && box === truth.box) : reading[truth.kind]
      values++
      if (value?.value === truth.value) right++
      else if (value?.status !== 'review') silentlyWrong++
    }
  })
  expect(silentlyWrong).toBe(0)
  expect(right / values).toBeGreaterThan(0.97)
})

test('a workbook as output: every page is listed in words, nothing goes to the standard output', async () => {
  const { code, stdout } = await runSverka('read', at('10.pdf'), '--form', FORM, '-o', at('out.xlsx'))
  expect([code, stdout]).toEqual([1, ''])
  const sheets = await readWorkbook(await readFile(at('out.xlsx')))
  expect(sheets.ok && sheets.value.map(({ name, rows }) => [name, rows.slice(1).map((row) => row.slice(0, 3))])).toEqual([['Страницы', [['10.pdf', 1, 'не открылась']]]])
})
