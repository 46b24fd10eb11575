import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findScans } from '../../workers/find-scans.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sverka-scans-'))
  await mkdir(join(folder, 'школа', 'вложено'), { recursive: true })
  await mkdir(join(folder, 'вторая'))
  for (const name of ['школа/10.pdf', 'школа/2.pdf', 'школа/.скрытый.pdf', 'школа/truth.json', 'школа/вложено/1.jpg', 'вторая/2.pdf', 'письмо.txt']) await writeFile(join(folder, name), 'x')
  await writeFile(join(folder, 'школа/скан без имени'), '%PDF-1.4\n')
  await writeFile(join(folder, 'школа/форма.xlsx'), 'PK\u0003\u0004')
})
afterEach(() => rm(folder, { recursive: true }))

test('a folder gives its scans in natural order, with what lies below, and says what it left out', async () => {
  const { files, skipped } = await findScans([join(folder, 'школа')])
  expect(files.map(({ name }) => name)).toEqual(['2.pdf', '10.pdf', 'вложено/1.jpg', 'скан без имени'])
  expect(skipped).toEqual([join(folder, 'школа/форма.xlsx'), join(folder, 'школа/truth.json')])
})

test('a file named itself always counts; what is not there is said', async () => {
  const { files, missing } = await findScans([join(folder, 'письмо.txt'), join(folder, 'нет.pdf')])
  expect(files.map(({ name }) => name)).toEqual(['письмо.txt'])
  expect(missing).toEqual([join(folder, 'нет.pdf')])
})

test('two files of one name keep their whole paths', async () => {
  const { files } = await findScans([join(folder, 'школа/2.pdf'), join(folder, 'вторая/2.pdf'), join(folder, 'школа/10.pdf')])
  expect(files.map(({ name }) => name)).toEqual([join(folder, 'школа/2.pdf'), join(folder, 'вторая/2.pdf'), '10.pdf'])
})
