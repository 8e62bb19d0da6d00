import type { ChatKitOptions, ColorScheme, FontObject, ThemeOption } from "@openai/chatkit";

export interface Theme {
  /** Null follows the system. */
  scheme: ColorScheme | null;
  /** CSS custom properties, ready for a style attribute. */
  variables: Record<string, string>;
}

const RADIUS = { pill: 1, round: 0.75, soft: 0.5, sharp: 0 } as const;
const DENSITY = { compact: 0.8, normal: 1, spacious: 1.25 } as const;

export function resolveTheme(option: ChatKitOptions["theme"]): Theme {
  const theme: ThemeOption = typeof option === "string" ? { colorScheme: option } : (option ?? {});
  return {
    scheme: theme.colorScheme ?? null,
    variables: {
      "--ck-radius": String(RADIUS[theme.radius ?? "pill"]),
      "--ck-density": String(DENSITY[theme.density ?? "normal"]),
      ...typography(theme.typography),
      ...colors(theme.color),
    },
  };
}

function typography(option: ThemeOption["typography"]): Record<string, string> {
  return {
    "--ck-base-size": `${option?.baseSize ?? 15}px`,
    ...(option?.fontFamily && { "--ck-font": option.fontFamily }),
    ...(option?.fontFamilyMono && { "--ck-font-mono": option.fontFamilyMono }),
  };
}

function colors(option: ThemeOption["color"]): Record<string, string> {
  const { grayscale, accent, surface } = option ?? {};
  return {
    ...(grayscale && {
      "--ck-gray-hue": String(grayscale.hue),
      "--ck-gray-chroma": String(grayscale.tint * 0.004),
      "--ck-gray-shift": String((grayscale.shade ?? 0) * 0.01),
    }),
    ...(accent && { "--ck-accent": accent.primary, "--ck-accent-level": String(accent.level) }),
    ...(surface && { "--ck-surface": surface.background, "--ck-text": surface.foreground }),
  };
}

/**
 * Makes the theme's fonts known to the document: a shadow root cannot declare a font of its own.
 * A font that cannot be loaded leaves the next family of the list in place.
 */
export function loadFonts(option: ChatKitOptions["theme"]): void {
  const sources = typeof option === "object" ? (option.typography?.fontSources ?? []) : [];
  for (const source of sources) {
    const key = JSON.stringify(source);
    if (!loaded.has(key)) document.fonts.add(fontFace(source));
    loaded.add(key);
  }
}

/** The fonts that the document has been told of: options may be set any number of times. */
const loaded = new Set<string>();

function fontFace(source: FontObject): FontFace {
  return new FontFace(source.family, `url(${JSON.stringify(source.src)})`, {
    display: source.display ?? "swap",
    style: source.style ?? "normal",
    weight: String(source.weight ?? "normal"),
    ...(source.unicodeRange && { unicodeRange: source.unicodeRange }),
  });
}
