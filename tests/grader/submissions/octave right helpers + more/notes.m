% hängt von der Größe ab
x = 1;
