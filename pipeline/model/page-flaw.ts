/** What is wrong with a scan though it can be used: said while the stack still lies in the scanner, with what to do. */
export const PAGE_FLAWS = {
  'too-dark': 'слишком тёмно: сделайте скан светлее',
  'cut-off': 'край обрезан: положите лист ровно и целиком',
  'low-resolution': 'меньше 150 точек на дюйм: поставьте 200 или 300',
  'strokes-lost': 'чёрно-белый скан теряет тонкие линии: поставьте «оттенки серого»',
} as const
export type PageFlaw = keyof typeof PAGE_FLAWS
