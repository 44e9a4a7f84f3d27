import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { groupsOf } from './definition.ts'
import type { AskSource, Awaited, Better, Kpi, Recipe, Unit } from './definition.ts'
import { aiRecipes } from './recipes/ai-recipes.ts'
import { AUTHORISATION_RECIPES } from './recipes/authorisation-recipes.ts'
import { AWAITED } from './recipes/awaited.ts'
import { checkRecipes } from './recipes/check-recipes.ts'
import { DECLARATION_RECIPES } from './recipes/declaration-recipes.ts'
import { FINDING_RECIPES } from './recipes/finding-recipes.ts'
import { GOODS_RECIPES } from './recipes/goods-recipes.ts'
import { organisationRecipes } from './recipes/organisation-recipes.ts'
import { RECORD_RECIPES } from './recipes/record-recipes.ts'
import { questionnaireRecipes } from './recipes/questionnaire-recipes.ts'
import { RISK_RECIPES } from './recipes/risk-recipes.ts'
import { sanctionRecipes } from './recipes/sanction-recipes.ts'
import { trainingRecipes } from './recipes/training-recipes.ts'
import { aiErrors } from './sources/ai-sources.ts'
import { checkOutcomes } from './sources/check-sources.ts'
import { staffSources } from './sources/organisation-sources.ts'
import { questionnaireAnswers } from './sources/questionnaire-sources.ts'
import { trainingSources } from './sources/training-sources.ts'
import type { TrainingQuestions } from './sources/training-sources.ts'
import { parseThreshold } from './threshold.ts'

/** The key figures: what the catalogue says of each (versioned data) with how it is worked out (code), or what it waits for. */

interface CatalogueEntry {
  readonly name: string
  readonly formula: string
  readonly unit: string
  readonly better: Better
  readonly defaultAmberRed: string | null
}

const entries = JSON.parse(readFileSync(join(import.meta.dirname, 'catalogue.json'), 'utf8')) as readonly CatalogueEntry[]

/** All that the catalogue has, those included that still wait for a register. */
export const KPI_NAMES: readonly string[] = entries.map(({ name }) => name)

const UNITS: ReadonlyMap<string, Unit> = new Map([
  ['count', 'count'], ['percent', 'percent'], ['per mille', 'per_mille'], ['ratio', 'ratio'], ['days', 'days'], ['hours', 'hours'], ['pp', 'percentage_points'], ['currency', 'currency']
])

/** What other features know, and key figures are made of. */
export interface CatalogueDeps {
  /** The place of a check in the counts of a day. */
  readonly positionOf: (check: string) => number | undefined
  /** Responsibilities that make a position one for customs. */
  readonly customsResponsibilities: readonly string[]
  /** What competence decides. */
  readonly training: TrainingQuestions
  /** Checks that doubt what was proposed, by pillar. */
  readonly contestingChecks: Readonly<Record<string, readonly string[]>>
  /** Answers of the questionnaire that do not stand any more. */
  readonly staleAnswers: AskSource
}

/**
 * All key figures, in the order of the catalogue.
 * @throws Error at the start when a key figure has neither recipe nor reason to wait, or more than one.
 */
export function kpiCatalogue ({ positionOf, customsResponsibilities, training, contestingChecks, staleAnswers }: CatalogueDeps): readonly Kpi[] {
  const staff = staffSources(customsResponsibilities)
  const recipes = named<Recipe>([...DECLARATION_RECIPES, ...FINDING_RECIPES, ...organisationRecipes(staff), ...sanctionRecipes(staff), ...AUTHORISATION_RECIPES, ...GOODS_RECIPES, ...RECORD_RECIPES, ...checkRecipes(checkOutcomes(positionOf)),
    ...trainingRecipes(trainingSources(training)), ...aiRecipes(aiErrors(contestingChecks)), ...RISK_RECIPES, ...questionnaireRecipes(questionnaireAnswers(staleAnswers))])
  const awaited = named<Awaited>(AWAITED)
  const kpis = entries.map((entry) => toKpi(entry, recipes.get(entry.name), awaited.get(entry.name)))
  const known = new Set(entries.map(({ name }) => name))
  const strangers = [...recipes.keys(), ...awaited.keys()].filter((name) => !known.has(name))
  if (strangers.length > 0) throw new Error(`No key figure in the catalogue for ${strangers.join(', ')}`)
  return kpis
}

function named<Entry extends { readonly name: string }> (list: readonly Entry[]): Map<string, Entry> {
  const byName = new Map(list.map((entry) => [entry.name, entry]))
  if (byName.size !== list.length) throw new Error('A key figure is described twice')
  return byName
}

function toKpi ({ name, formula, unit: unitText, better, defaultAmberRed }: CatalogueEntry, recipe: Recipe | undefined, awaited: Awaited | undefined): Kpi {
  const unit = UNITS.get(unitText)
  if (unit === undefined) throw new Error(`Key figure ${name} has the unknown unit ${unitText}`)
  const described = { name, formula, unit, better, threshold: parseThreshold(defaultAmberRed) }
  if (recipe !== undefined && awaited === undefined) return { ...described, state: 'supported', recipe, period: recipe.period ?? recipe.numerator.source.period, groups: groupsOf(recipe) }
  if (awaited !== undefined && recipe === undefined) return { ...described, state: 'awaiting', awaited, groups: [] }
  throw new Error(`Key figure ${name} needs either a recipe or what it waits for`)
}
