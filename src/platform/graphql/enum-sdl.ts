/** A list of values as an enum of the graph; each is described by its own words. */
export const enumOf = (name: string, description: string, values: readonly string[]): string =>
  `"${description}"\nenum ${name} { ${values.map((value) => `"${value.replaceAll('_', ' ')}" ${value}`).join(' ')} }`
