// What several consumers install and run.

export const REACT = { react: "19.3.1", "react-dom": "19.3.1" };
export const ESBUILD = { esbuild: "0.28.2" };

export const ADD = { click: "button", expect: ["add_to_cart"] };
export const SPLIT = ["--splitting", "--format=esm"];
export const vite = {
  build: [["vite", "build"]],
  serve: ["vite", "preview", "--host", "127.0.0.1", "--strictPort", "--port", "PORT"],
};
export const viteDev = {
  dev: true,
  serve: ["vite", "--host", "127.0.0.1", "--strictPort", "--port", "PORT"],
};
