// Draws the product pictures of the harness shop as SVG: one flat shape per kind of product, in the colour of
// the variant. The pages and the route `/art/…` call it. What is sold and in which colours: catalogue.mjs.

/** An SVG picture of `shape` in the colour `tint` ("#rrggbb"), 400 × 400. */
export function art(shape, tint) {
  const dark = shade(tint, -0.32);
  const light = shade(tint, 0.28);
  const pale = shade(tint, 0.78);
  const draw = SHAPES[shape] ?? SHAPES.tee;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" aria-hidden="true">
<rect width="400" height="400" fill="${pale}"/><circle cx="200" cy="196" r="138" fill="#fff" opacity=".45"/>
<ellipse cx="200" cy="326" rx="124" ry="10" fill="${dark}" opacity=".16"/>
${draw({ tint, dark, light })}</svg>`;
}

/** The picture of hills on the home page. */
export const HILLS = `<svg class="hills" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 360"
preserveAspectRatio="xMidYMax slice" aria-hidden="true">
<circle cx="1010" cy="122" r="42" fill="#f3d9a4"/>
<path d="M0 276 160 248 300 264 470 232 640 112 790 216 900 150 1040 222 1120 172 1200 206V360H0z"
fill="#a9b79f"/>
<path d="M0 292q150-40 320-16t300-30 260 4 320-24v134H0z" fill="#6f8768"/>
<path d="M0 306q220-70 450-22t420-14 330 4v86H0z" fill="#37513f"/>
<path d="M560 360c30-40 96-40 84-66s-72-22-62-44 60-12 70-30" fill="none" stroke="#e9dfc6" stroke-width="7"
stroke-linecap="round"/>
</svg>`;

const SHAPES = {
  shoe: ({ tint, dark, light }) => `
<path d="M74 282c-6-34-2-72 12-104 22 14 46 16 66 4 24 36 62 54 112 62 38 6 62 16 66 44z" fill="${tint}"/>
<path d="M86 178c22 14 46 16 66 4l16 22c-30 16-62 14-90-2z" fill="${dark}"/>
<path d="M68 280h266c6 16 2 30-12 34H86c-12 0-20-14-18-34z" fill="#f7f3ea"/>
<path d="M74 302h258c-2 8-6 12-12 14l-10 8h-14l-6-8h-26l-6 8h-16l-6-8h-26l-6 8h-16l-6-8h-26l-6
8h-16l-6-8h-18c-8-2-12-6-14-14z" fill="${dark}"/>
<path d="M178 212l26-20m-6 36l26-20m-2 34l24-18" stroke="#f7f3ea" stroke-width="8" stroke-linecap="round"/>
<path d="M92 262c40-6 76-24 88-46" stroke="${light}" stroke-width="10" fill="none" stroke-linecap="round"/>`,
  boot: ({ tint, dark, light }) => `
<path d="M104 108c30 10 62 10 92 0 2 50 8 84 28 106 34 10 86 14 96 66H98c-8-60-4-116 6-172z" fill="${tint}"/>
<path d="M102 106c30 12 66 12 96 0l2 26c-34 10-68 10-102 0z" fill="${dark}"/>
<path d="M90 280h236c6 16 2 28-10 32H102c-10 0-16-14-12-32z" fill="#efe6d3"/>
<path d="M92 302h236c0 12-6 18-16 18h-86l-8-8h-22l-8 12h-76c-14 0-20-8-20-22z" fill="${dark}"/>
<path d="M150 156h50M152 182h54M158 208h58" stroke="#f0d9a8" stroke-width="7" stroke-linecap="round"/>
<path d="M116 262c32 2 58-4 78-20" stroke="${light}" stroke-width="9" fill="none" stroke-linecap="round"/>`,
  sock: ({ tint, dark, light }) => `
<path d="M150 84h84v120c0 20 18 26 52 40 40 18 42 70-4 76-44 6-92-10-118-36-14-14-14-30-14-50z"
fill="${tint}"/>
<path d="M150 84h84v30h-84z" fill="${dark}"/>
<path d="M150 132h84m-84 20h84" stroke="${light}" stroke-width="8"/>
<path d="M300 252c24 24 14 62-18 68-16 2-30 0-44-4 6-34 26-56 62-64z" fill="${dark}"/>
<path d="M152 246c10-24 30-34 52-36-6 24-24 44-44 58z" fill="${light}"/>`,
  jacket: ({ tint, dark, light }) => `
<path d="M160 100c24 16 56 16 80 0l58 34 26 142-38 10-20-82 4 118H130l4-118-20 82-38-10 26-142z"
fill="${tint}"/>
<path d="M160 100c-4-34 20-46 40-46s44 12 40 46c-24 20-56 20-80 0z" fill="${dark}"/>
<path d="M174 98c0-22 10-30 26-30s26 8 26 30c-16 10-36 10-52 0z" fill="${light}"/>
<path d="M200 118v204" stroke="${dark}" stroke-width="6"/>
<path d="M152 226l26 12v42m70-54l-26 12v42" stroke="${dark}" stroke-width="5" fill="none"/>
<rect x="224" y="160" width="30" height="6" rx="3" fill="#fff" opacity=".8"/>`,
  fleece: ({ tint, dark, light }) => `
<path d="M162 104h76l58 32 24 140-38 10-18-80 4 116H132l4-116-18 80-38-10 24-140z" fill="${tint}"/>
<path d="M162 78h76v42c-24 14-52 14-76 0z" fill="${dark}"/>
<path d="M104 136l58-32v44l-56 30zm192 0l-58-32v44l56 30z" fill="${light}" opacity=".55"/>
<path d="M200 88v96" stroke="#f7f3ea" stroke-width="6"/>
<rect x="222" y="176" width="44" height="46" rx="6" fill="${dark}"/>
<path d="M222 190h44" stroke="${light}" stroke-width="4"/>`,
  tee: ({ tint, dark, light }) => `
<path d="M158 98c20 18 64 18 84 0l70 40-26 66-30-12v130H144V192l-30 12-26-66z" fill="${tint}"/>
<path d="M158 98c20 26 64 26 84 0l-8-5c-18 16-50 16-68 0z" fill="${dark}"/>
<path d="M214 178q16-14 30 0m-30 0q-8-10-16-2" stroke="${light}" stroke-width="5" fill="none"
stroke-linecap="round"/>
<path d="M144 300h112" stroke="${dark}" stroke-width="4" opacity=".5"/>`,
  pack: ({ tint, dark, light }) => `
<path d="M128 142c0-30 30-48 72-48s72 18 72 48l8 154c0 16-10 26-26 26H146c-16 0-26-10-26-26z" fill="${tint}"/>
<path d="M136 96h128c8 0 12 6 12 14s-4 22-14 26H138c-10-4-14-18-14-26s4-14 12-14z" fill="${dark}"/>
<path d="M184 96c0-22 6-30 16-30s16 8 16 30" stroke="${dark}" stroke-width="8" fill="none"/>
<rect x="148" y="212" width="104" height="86" rx="12" fill="${light}" opacity=".75"/>
<path d="M148 234h104" stroke="${dark}" stroke-width="5"/>
<path d="M166 136v58m68-58v58" stroke="${dark}" stroke-width="8"/>
<rect x="190" y="166" width="20" height="26" rx="3" fill="#f0d9a8"/>`,
  cap: ({ tint, dark, light }) => `
<path d="M94 240c-2-72 44-116 108-116 58 0 98 40 102 104-54-10-150-10-210 12z" fill="${tint}"/>
<path d="M202 124c-22 28-32 66-32 106m32-106c34 18 56 52 62 100" stroke="${dark}" stroke-width="5"
fill="none" opacity=".6"/>
<path d="M94 240c62-24 160-24 210-12 22 6 40 20 44 34-50-18-112-20-166-12-36 6-68 8-88-10z" fill="${dark}"/>
<circle cx="202" cy="122" r="9" fill="${light}"/>`,
};

/** `colour` mixed with white (amount above 0) or black (below). */
function shade(colour, amount) {
  const parts = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  const target = amount > 0 ? 255 : 0;
  return `#${parts
    .map((part) =>
      Math.round(part + (target - part) * Math.abs(amount))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
