% trying things out
x = 1:3;
disp(x);
