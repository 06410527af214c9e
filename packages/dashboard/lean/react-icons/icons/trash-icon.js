import { createIconBase } from '../createIcon.js';

export const TrashIconConfig = {
  name: 'TrashIcon',
  icon: {"xOffset":0,"yOffset":0,"width":448,"height":512,"svgPathData":"M432 32H312l-9.4-18.7A24 24 0 0 0 281.1 0H166.8a23.72 23.72 0 0 0-21.4 13.3L136 32H16A16 16 0 0 0 0 48v32a16 16 0 0 0 16 16h416a16 16 0 0 0 16-16V48a16 16 0 0 0-16-16zM53.2 467a48 48 0 0 0 47.9 45h245.8a48 48 0 0 0 47.9-45L416 128H32z"},
  rhUiIcon: {"xOffset":0,"yOffset":0,"width":32,"height":32,"svgPathData":"M12 24v-8a1 1 0 1 1 2 0v8a1 1 0 1 1-2 0Zm7 1a1 1 0 0 0 1-1v-8a1 1 0 1 0-2 0v8a1 1 0 0 0 1 1Zm8-14a1 1 0 0 1-1 1h-1v16.5c0 .827-.673 1.5-1.5 1.5h-15c-.827 0-1.5-.673-1.5-1.5V12H6a1 1 0 1 1 0-2h20a1 1 0 0 1 1 1Zm-4 1H9v16h14V12ZM5 6a1 1 0 0 1 1-1h5.101c.465-2.279 2.484-4 4.899-4s4.434 1.721 4.899 4H26a1 1 0 1 1 0 2H6a1 1 0 0 1-1-1Zm8.184-1h5.631c-.414-1.161-1.514-2-2.816-2s-2.402.839-2.816 2Z"},
};

export const TrashIcon = createIconBase(TrashIconConfig);

export default TrashIcon;
