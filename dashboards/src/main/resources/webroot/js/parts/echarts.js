let library;

/** The library for charts, loaded when the first one is drawn. */
export const echarts = () => library ??= import('echarts');
