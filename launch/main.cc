// linkbert: the one program. Each verb is a file in launch/commands; only here exceptions are caught.
#include "launch/commands/commands.h"

int main(int argc, char** argv) { return linkbert::RunProgram(argc, argv); }
