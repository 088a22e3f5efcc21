// What was tried to make the start cheaper, with its figures: the last section of RESULTS.md. People write it
// (report.mjs prints it), because no command can repeat what was not kept.

export const TRIED = `## What was tried to start with less

By \`node bench/try-start.mjs\`, which compares builds in turns, on a loaded machine, 9 rounds each, on
2026-12-01. Scripting in ms, cold and on the fourth page. A difference below 0.5 ms is noise.

| tried | cold | fourth page | kept |
| --- | ---: | ---: | --- |
| before all this | 18.9 | 8.3 | |
| The first claim waits two seconds where storage has nothing of another page, and the first event leaves at once; with the next row and the one behind it | 16.5 | 7.6 | yes |
| Preparing and processing a call in one task while that takes less than 1 ms | in the row above | | no: bytes |
| The claim waits, and the first event waits for neighbours as any other | 17.1 | 8.9 | no: a rest of 250 ms makes the same work dearer |
| \`performance.now\` as a function of its own, not a bound one: its wrapper was compiled on the main thread, 0.52 ms by trace | 17.9 | 7.6 | yes |
| The same core as a script (wasm2js): compiled off the main thread, but 3,700 bytes more | 14.9 | 7.5 | no: bytes |
| Functions of up to 14 instructions inlined, instead of 6: 370 bytes more | 16.5, of 17.4 | – | no: bytes |
| Functions of up to 24 instructions inlined: 900 bytes more | does not run | – | no: the packed module is too large for its decoder |
| No look into \`document.cookie\`, or one by \`cookieStore\` | 16.9, 16.9, of 16.8 | – | no: no difference |
| No time zone asked, instead of \`Temporal\` | 17.8, of 17.6 | 7.2, of 7.6 | no: no difference |
| The time zone by \`Intl\` | 34.4, of 17.6 | 7.8, of 7.6 | no: twice as much |
| \`fetch\` without \`keepalive\` | 17.5, of 18.2 | 7.7, of 7.3 | no: no difference |
| Names of members not converted to text again | 17.3, of 18.2 | 7.9, of 7.3 | no: no difference |
| Script and module in two files | 0.95×, of 0.83× | 0.92×, of 0.89× | no: no faster |

What is left, by marks with the thread's time: of 16 ms cold, the stub and the script's start take 2.5, the
decoder of the module 1.1, instantiating 0.2, \`start\` 2.2, reading and storing the event 5, making the
request 2, its answer 0.7. Compiling 89 functions of the module one by one takes about 2.2 of them. The core
asks the page 2,500 times until the first event is delivered. Only fewer questions, or larger functions for
more bytes, would bring it down further. Of the target, 0.6× of Customer.io's scripting, none of the three
rows is met.`;
