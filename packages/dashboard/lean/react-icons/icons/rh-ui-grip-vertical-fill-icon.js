import { createIconBase } from '../createIcon.js';

export const RhUiGripVerticalFillIconConfig = {
  name: 'RhUiGripVerticalFillIcon',
  icon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M13.75 2.25v5.5c0 .551-.448 1-1 1h-5.5c-.552 0-1-.449-1-1v-5.5c0-.551.448-1 1-1h5.5c.552 0 1 .449 1 1Zm11-1h-5.5c-.552 0-1 .449-1 1v5.5c0 .551.448 1 1 1h5.5c.552 0 1-.449 1-1v-5.5c0-.551-.448-1-1-1Zm-12 11h-5.5c-.552 0-1 .449-1 1v5.5a1 1 0 0 0 1 1h5.5a1 1 0 0 0 1-1v-5.5c0-.551-.448-1-1-1Zm12 0h-5.5c-.552 0-1 .449-1 1v5.5a1 1 0 0 0 1 1h5.5a1 1 0 0 0 1-1v-5.5c0-.551-.448-1-1-1Zm-12 11h-5.5a1 1 0 0 0-1 1v5.5a1 1 0 0 0 1 1h5.5a1 1 0 0 0 1-1v-5.5a1 1 0 0 0-1-1Zm12 0h-5.5a1 1 0 0 0-1 1v5.5a1 1 0 0 0 1 1h5.5a1 1 0 0 0 1-1v-5.5a1 1 0 0 0-1-1Z"},
  rhUiIcon: null,
};

export const RhUiGripVerticalFillIcon = createIconBase(RhUiGripVerticalFillIconConfig);

export default RhUiGripVerticalFillIcon;
